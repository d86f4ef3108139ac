package io.gradus.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The experiences of one optimizer step.
 *
 * @param experiences the experiences; completions of a group are adjacent, in the group's order, so that they share the
 *     computation of their prompt
 */
public record Minibatch(List<Experience> experiences) {

  /** Separates this use of {@link CounterRandom} from others with the same seed and step. */
  private static final long SHUFFLE = 0x5348_5546L;

  public Minibatch {
    experiences = List.copyOf(experiences);
  }

  public int size() {
    return experiences.size();
  }

  /**
   * Deals a step's experiences into minibatches at random. Masked experiences are left out; each other experience is in
   * exactly one minibatch. If the size does not divide their number, minibatches differ by at most one experience.
   * Otherwise the last minibatch could be very small. Its gradient would be mostly noise, but would move the weights as
   * far as the others. If all experiences fit into one minibatch, they keep their order.
   *
   * @param all in the order of their groups
   * @param size largest number of experiences in a minibatch
   * @param epoch pass over the same experiences (1-based); each pass deals them in another order
   * @return minibatches in the order of the optimizer steps; empty if every experience is masked
   */
  public static List<Minibatch> shuffled(
      List<Experience> all, int size, long seed, long step, int epoch) {
    if (size < 1) {
      throw new IllegalArgumentException("minibatch: must be at least 1, but is " + size);
    }
    List<Experience> counted = all.stream().filter(e -> !e.masked()).toList();
    int n = counted.size();
    int[] order = IntStream.range(0, n).toArray();
    if (n > size) {
      for (int i = n - 1; i > 0; i--) { // Fisher-Yates shuffle
        int j = CounterRandom.below(i + 1, seed, SHUFFLE, step, epoch, i);
        int swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
      }
    }
    int count = (int) (((long) n + size - 1) / size); // a size without a bound must not overflow
    List<Minibatch> minibatches = new ArrayList<>(count);
    for (int m = 0; m < count; m++) {
      int from = (int) ((long) n * m / count);
      int to = (int) ((long) n * (m + 1) / count);
      int[] chosen = Arrays.copyOfRange(order, from, to);
      Arrays.sort(chosen);
      minibatches.add(new Minibatch(Arrays.stream(chosen).mapToObj(counted::get).toList()));
    }
    return minibatches;
  }
}
