package io.gradus.core.policy;

/**
 * A prompt and what follows it, as the trainer sees them.
 *
 * @param prompt {@code (P)}, at least one token
 * @param completion {@code (T)}, the tokens to score, at least one
 */
public record TokenSequence(int[] prompt, int[] completion) {
  public TokenSequence {
    if (prompt.length == 0) {
      throw new IllegalArgumentException(
          "prompt: must hold at least one token, since the first completion token is scored from it");
    }
    if (completion.length == 0) {
      throw new IllegalArgumentException("completion: must hold at least one token");
    }
  }
}
