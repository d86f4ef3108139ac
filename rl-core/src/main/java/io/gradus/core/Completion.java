package io.gradus.core;

import java.util.Objects;

/**
 * What the policy wrote for a problem: the {@code o_i} of arXiv:2402.03300.
 *
 * @param text the tokens as text, special tokens included, the closing end token left out
 * @param tokens the sampled tokens {@code (T)}, the end token included when there is one; empty when the text does not come
 *     from a policy
 * @param logProbs {@code (T)} log-probability of each token under the policy at temperature 1, nothing cut off
 * @param samplingLogProbs {@code (T)} log-probability of each token under the distribution it was drawn from: after
 *     temperature, top-k and top-p
 * @param finish why it ended
 */
public record Completion(
    String text, int[] tokens, float[] logProbs, float[] samplingLogProbs, FinishReason finish) {

  public Completion {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(finish, "finish");
    if (logProbs.length != tokens.length || samplingLogProbs.length != tokens.length) {
      throw new IllegalArgumentException("tokens and log-probs differ in length: %d, %d, %d"
          .formatted(tokens.length, logProbs.length, samplingLogProbs.length));
    }
  }

  /** A finished completion that is only text, for scoring what was written elsewhere. */
  public static Completion ofText(String text) {
    return new Completion(text, new int[0], new float[0], new float[0], FinishReason.STOP);
  }

  /** The number of sampled tokens, T. */
  public int length() {
    return tokens.length;
  }

  /** Whether the token budget ran out before the policy ended by itself. */
  public boolean truncated() {
    return finish == FinishReason.LENGTH;
  }
}
