package io.gradus.core.trainer;

import io.gradus.core.policy.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Divides the sequences of an optimizer step into passes through the network that fit the memory. The gradient does not
 * depend on the division, with one exception: a router's auxiliary loss ({@link
 * io.gradus.core.architecture.RouterLosses}) is computed per pass and weighted by the pass's share of the step's
 * tokens, as in transformers and verl.
 *
 * @param sequences largest number of sequences in one pass; absent: no bound
 * @param tokens largest number of tokens in one pass; a prompt shared by adjacent sequences counts once, and a longer
 *     sequence has a pass of its own
 */
public record MicroBatches(Optional<Integer> sequences, int tokens) {

  /** Consecutive sequences {@code from} (inclusive) to {@code to} (exclusive). */
  public record Range(int from, int to) {}

  /** Returns the ranges of all passes, in order. */
  public List<Range> of(List<TokenSequence> all) {
    List<Range> ranges = new ArrayList<>();
    int from = 0;
    int size = 0;
    for (int i = 0; i < all.size(); i++) {
      boolean shares =
          i > from && Arrays.equals(all.get(i).prompt(), all.get(i - 1).prompt());
      int alone = all.get(i).prompt().length + all.get(i).completion().length;
      int more = shares ? all.get(i).completion().length : alone;
      if (i > from && (size + more > tokens || i - from >= sequences.orElse(Integer.MAX_VALUE))) {
        ranges.add(new Range(from, i));
        from = i;
        size = 0;
        more = alone;
      }
      size += more;
    }
    ranges.add(new Range(from, all.size()));
    return ranges;
  }
}
