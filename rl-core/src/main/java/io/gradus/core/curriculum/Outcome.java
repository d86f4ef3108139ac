package io.gradus.core.curriculum;

import io.gradus.core.Completion;
import io.gradus.core.Origin;
import io.gradus.core.Problem;
import io.gradus.core.ScoredGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How the policy did on a problem in one step.
 *
 * @param right completions that succeeded
 * @param judged completions whose verifier came to a verdict, at least one
 */
public record Outcome(Problem problem, int right, int judged) {

  public Outcome {
    if (judged < 1) {
      throw new IllegalArgumentException("judged: must be positive, but is " + judged);
    }
    if (right < 0 || right > judged) {
      throw new IllegalArgumentException(
          "right: must be in 0..%d, but is %d".formatted(judged, right));
    }
  }

  /**
   * Returns the outcomes of a step, one for each problem. If a problem was asked again with a hint, only the first
   * group counts. Completions of experts do not count.
   */
  public static List<Outcome> of(List<ScoredGroup> sampled) {
    List<Outcome> outcomes = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (ScoredGroup scored : sampled) {
      Problem problem = scored.group().problem();
      if (!known.add(problem.id())) {
        continue;
      }
      int[] own = IntStream.of(scored.counted())
          .filter(i -> policys(scored.group().completions().get(i)))
          .toArray();
      if (own.length > 0) {
        int right = (int)
            IntStream.of(own).filter(i -> scored.scores().get(i).succeeded()).count();
        outcomes.add(new Outcome(problem, right, own.length));
      }
    }
    return outcomes;
  }

  private static boolean policys(Completion completion) {
    return completion.origin() == Origin.POLICY && completion.learned().nextSetBit(0) <= 0;
  }

  /** Returns the share of right completions, in [0, 1]. */
  public double rate() {
    return (double) right / judged;
  }

  /** Returns whether some completions succeeded and some did not, so that the group has a signal. */
  public boolean mixed() {
    return right > 0 && right < judged;
  }
}
