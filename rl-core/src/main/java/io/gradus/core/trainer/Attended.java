package io.gradus.core.trainer;

import io.gradus.core.Experience;
import io.gradus.core.Minibatch;
import io.gradus.core.objective.MinibatchLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which experiences of a minibatch go through the network: all that may have a slope, and the first of every {@value
 * #SAMPLE} without one. Such a group as a whole has equal rewards, so leaving it out changes no gradient. The sample
 * keeps metrics and the check of the sampler honest; each member stands for the others in the metrics.
 *
 * @param indices in the minibatch, ascending
 * @param standsFor how many experiences each counts for in the metrics
 */
record Attended(List<Integer> indices, List<Integer> standsFor) {
  /** One of so many experiences without a slope is run. */
  static final int SAMPLE = 8;

  /** Everything: where what the network computes for one sequence changes another's gradient. */
  static Attended all(int size) {
    return new Attended(
        IntStream.range(0, size).boxed().toList(),
        IntStream.range(0, size).map(i -> 1).boxed().toList());
  }

  static Attended of(MinibatchLoss loss, int size) {
    List<Integer> indices = new ArrayList<>();
    List<Integer> standsFor = new ArrayList<>();
    int without = (int) IntStream.range(0, size)
        .filter(i -> loss.counts(i) && !loss.maySlope(i))
        .count();
    for (int i = 0, idle = 0; i < size; i++) {
      boolean slope = loss.maySlope(i);
      if (slope || (loss.counts(i) && idle % SAMPLE == 0)) {
        indices.add(i);
        standsFor.add(slope ? 1 : Math.min(SAMPLE, without - idle));
      }
      idle += !slope && loss.counts(i) ? 1 : 0;
    }
    // An optimizer step needs one sequence at least, even if none counts.
    return indices.isEmpty() ? all(Math.min(1, size)) : new Attended(indices, standsFor);
  }

  /** The experiences that go through the network, in order. */
  List<Experience> of(Minibatch minibatch) {
    return indices.stream().map(minibatch.experiences()::get).toList();
  }

  int size() {
    return indices.size();
  }
}
