package io.gradus.core;

import java.util.BitSet;
import java.util.Objects;
import java.util.Optional;

/**
 * A completion of a prompt: the {@code o_i} of arXiv:2402.03300, with everything that later steps need.
 *
 * @param prompt {@code (P)} tokens that the writer read; empty if there was no prompt
 * @param text the tokens as text, special tokens included, without the closing end token
 * @param tokens {@code (T)} tokens, with the end token when there is one; empty when only the text is known
 * @param learned which of the T tokens the policy learns from. Hints, expert prefixes and tool output are context only
 * @param logProbs {@code (T)} log-probability of each token under the writing policy at temperature 1, without top-k
 *     and top-p; empty when unknown
 * @param behaviour {@code (T)} log-probability of each token under the distribution that it was drawn from, after
 *     temperature, top-k and top-p; absent when unknown, as for an expert's completion
 * @param origin author of the completion
 * @param weights the weights that wrote the completion
 * @param finish why the completion ended
 */
public record Completion(
    int[] prompt,
    String text,
    int[] tokens,
    BitSet learned,
    float[] logProbs,
    Optional<float[]> behaviour,
    Optional<Support> support,
    Origin origin,
    WeightsId weights,
    FinishReason finish) {
  private static final float[] UNKNOWN = {};

  public Completion {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(weights, "weights");
    Objects.requireNonNull(finish, "finish");
    learned = (BitSet) learned.clone();
    int drawn = behaviour.map(numbers -> numbers.length).orElse(tokens.length);
    int scored = logProbs.length == 0 ? tokens.length : logProbs.length;
    int kept = support.map(Support::length).orElse(tokens.length);
    if (kept != tokens.length
        || drawn != tokens.length
        || scored != tokens.length
        || learned.length() > tokens.length) {
      throw new IllegalArgumentException(
          "tokens, log-probs, behaviour, support and learned differ in length: %d, %d, %d, %d, %d"
              .formatted(tokens.length, logProbs.length, drawn, kept, learned.length()));
    }
  }

  /** Returns a completion that a policy sampled; every token is learned. */
  public static Completion sampled(
      int[] prompt,
      String text,
      int[] tokens,
      float[] logProbs,
      float[] behaviour,
      WeightsId weights,
      FinishReason finish) {
    return new Completion(
        prompt,
        text,
        tokens,
        all(tokens.length),
        logProbs,
        Optional.of(behaviour),
        Optional.empty(),
        Origin.POLICY,
        weights,
        finish);
  }

  /**
   * Returns a finished completion that an expert wrote; every token is learned, and its log-probabilities are unknown.
   */
  public static Completion expert(int[] prompt, String text, int[] tokens) {
    return new Completion(
        prompt,
        text,
        tokens,
        all(tokens.length),
        UNKNOWN,
        Optional.empty(),
        Optional.empty(),
        Origin.EXPERT,
        WeightsId.NONE,
        FinishReason.STOP);
  }

  /** Returns a finished completion of text only, for scoring text from elsewhere. */
  public static Completion ofText(String text) {
    return ofText(text, new int[0], FinishReason.STOP);
  }

  /** Returns a completion from elsewhere with known tokens. No token of it is learned. */
  public static Completion ofText(String text, int[] tokens, FinishReason finish) {
    return new Completion(
        new int[0],
        text,
        tokens,
        new BitSet(),
        UNKNOWN,
        Optional.empty(),
        Optional.empty(),
        Origin.EXPERT,
        WeightsId.NONE,
        finish);
  }

  /** Returns this completion with tokens before {@code start} as context only. */
  public Completion learnedFrom(int start) {
    BitSet later = learned();
    later.clear(0, start);
    return new Completion(
        prompt, text, tokens, later, logProbs, behaviour, support, origin, weights, finish);
  }

  /** Returns this completion with the tokens from which each of its tokens was drawn. */
  public Completion within(Support kept) {
    return new Completion(
        prompt,
        text,
        tokens,
        learned,
        logProbs,
        behaviour,
        Optional.of(kept),
        origin,
        weights,
        finish);
  }

  /** Returns this completion as a baseline for others: it is judged, but the policy does not learn from it. */
  public Completion asBaseline() {
    return new Completion(
        prompt,
        text,
        tokens,
        new BitSet(),
        logProbs,
        Optional.empty(),
        Optional.empty(),
        Origin.BASELINE,
        weights,
        finish);
  }

  /** Returns a copy of the set of learned tokens. */
  @Override
  public BitSet learned() {
    return (BitSet) learned.clone();
  }

  /** Returns the number of tokens, T. */
  public int length() {
    return tokens.length;
  }

  /** Returns the number of tokens that the policy learns from, at most T. */
  public int learnedLength() {
    return learned.cardinality();
  }

  /** Returns whether the token budget ran out before the writer ended by itself. */
  public boolean truncated() {
    return finish == FinishReason.LENGTH;
  }

  private static BitSet all(int length) {
    BitSet all = new BitSet(length);
    all.set(0, length);
    return all;
  }
}
