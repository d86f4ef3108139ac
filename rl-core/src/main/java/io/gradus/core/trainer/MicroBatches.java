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
    return of(all, 1);
  }

  /**
   * Returns the ranges of all passes, in order, without cutting units of several sequences.
   *
   * @param unit number of consecutive sequences that stay together, such as the two of a pair
   */
  public List<Range> of(List<TokenSequence> all, int unit) {
    List<Range> ranges = new ArrayList<>();
    int from = 0;
    int size = 0;
    for (int i = 0; i < all.size(); i += unit) {
      int more = size(all, from, i, i + unit);
      if (i > from
          && (size + more > tokens || i + unit - from > sequences.orElse(Integer.MAX_VALUE))) {
        ranges.add(new Range(from, i));
        from = i;
        size = 0;
        more = size(all, from, i, i + unit);
      }
      size += more;
    }
    ranges.add(new Range(from, all.size()));
    return ranges;
  }

  /** Returns the number of tokens that some sequences add to a pass that begins at {@code first}. */
  private static int size(List<TokenSequence> all, int first, int from, int to) {
    int size = 0;
    for (int i = from; i < to; i++) {
      TokenSequence sequence = all.get(i);
      boolean shares =
          i > first && Arrays.equals(sequence.prompt(), all.get(i - 1).prompt());
      size += sequence.completion().length + (shares ? 0 : sequence.prompt().length);
    }
    return size;
  }
}
