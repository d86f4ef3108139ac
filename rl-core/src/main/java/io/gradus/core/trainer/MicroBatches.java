package io.gradus.core.trainer;

import io.gradus.core.policy.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Divides the sequences of an optimizer step into passes through the network that fit the memory. The gradient does not
 * depend on the division, with one exception. A router's auxiliary loss ({@link
 * io.gradus.core.architecture.RouterLosses}) is computed per pass, and weighted by the pass's share of the step's
 * tokens, as in transformers and verl.
 *
 * @param sequences largest number of sequences in one pass, at least {@code together}; absent: no bound
 * @param tokens largest number of tokens in one pass; a prompt shared by adjacent sequences counts once, and a longer
 *     sequence has a pass of its own
 * @param together number of consecutive sequences that are never separated: 2 for preference pairs
 */
public record MicroBatches(Optional<Integer> sequences, int tokens, int together) {

  /** Makes limits for sequences that may be separated anywhere. */
  public MicroBatches(Optional<Integer> sequences, int tokens) {
    this(sequences, tokens, 1);
  }

  /**
   * Makes limits for passes over preference pairs: chosen and rejected sequences that alternate.
   *
   * @param pairs largest number of pairs in one pass; absent: no bound
   * @param tokens largest number of tokens in one pass; a longer pair has a pass of its own
   */
  public static MicroBatches ofPairs(Optional<Integer> pairs, int tokens) {
    return new MicroBatches(pairs.map(p -> 2 * p), tokens, 2);
  }

  /** Consecutive sequences {@code from} (inclusive) to {@code to} (exclusive). */
  public record Range(int from, int to) {}

  /** Returns the ranges of all passes, in order. */
  public List<Range> of(List<TokenSequence> all) {
    List<Range> ranges = new ArrayList<>();
    int from = 0;
    int size = 0;
    for (int i = 0; i < all.size(); i += together) {
      int to = Math.min(all.size(), i + together);
      int more = tokens(all, i, to, i > from);
      if (i > from && (size + more > tokens || to - from > sequences.orElse(Integer.MAX_VALUE))) {
        ranges.add(new Range(from, i));
        from = i;
        size = 0;
        more = tokens(all, i, to, false);
      }
      size += more;
    }
    ranges.add(new Range(from, all.size()));
    return ranges;
  }

  /**
   * Returns the tokens that sequences add to a pass.
   *
   * @param follows whether the sequence before them is in the same pass
   */
  private static int tokens(List<TokenSequence> all, int from, int to, boolean follows) {
    int tokens = 0;
    for (int i = from; i < to; i++) {
      boolean shares = (i > from || follows)
          && Arrays.equals(all.get(i).prompt(), all.get(i - 1).prompt());
      tokens += all.get(i).completion().length + (shares ? 0 : all.get(i).prompt().length);
    }
    return tokens;
  }
}
