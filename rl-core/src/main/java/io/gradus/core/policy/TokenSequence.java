package io.gradus.core.policy;

import io.gradus.core.Completion;
import io.gradus.core.Support;
import java.util.Optional;

/**
 * A prompt and its continuation, for the trainer.
 *
 * @param prompt {@code (P)}, at least one token
 * @param completion {@code (T)}, the tokens to score, at least one
 * @param support for each completion token, the tokens that it was chosen from; absent: the whole vocabulary
 * @param scored {@code (S)} indices in the completion, ascending, of the tokens where a scalar head gives a score;
 *     empty: the last token only
 */
public record TokenSequence(
    int[] prompt, int[] completion, Optional<Support> support, int[] scored) {
  public TokenSequence {
    if (prompt.length == 0) {
      throw new IllegalArgumentException(
          "prompt: must hold at least one token, because the first completion token is scored from it");
    }
    if (completion.length == 0) {
      throw new IllegalArgumentException("completion: must hold at least one token");
    }
    for (int i = 0; i < scored.length; i++) {
      if (scored[i] < (i == 0 ? 0 : scored[i - 1]) || scored[i] >= completion.length) {
        throw new IllegalArgumentException(
            "scored: must be ascending indices of the %d completion tokens, but number %d is %d"
                .formatted(completion.length, i, scored[i]));
      }
    }
  }

  /** Makes a sequence with one score, at its last token. */
  public TokenSequence(int[] prompt, int[] completion, Optional<Support> support) {
    this(prompt, completion, support, new int[0]);
  }

  /** Makes a sequence whose tokens were chosen from the whole vocabulary. */
  public TokenSequence(int[] prompt, int[] completion) {
    this(prompt, completion, Optional.empty());
  }

  /** Returns this sequence with a score at each of these completion tokens. */
  public TokenSequence scoredAt(int[] tokens) {
    return new TokenSequence(prompt, completion, support, tokens);
  }

  /** Returns the number of scores that a scalar head gives. */
  public int scores() {
    return Math.max(1, scored.length);
  }

  /** Returns the tokens of a completion and of its prompt. */
  public static TokenSequence of(Completion completion) {
    return new TokenSequence(completion.prompt(), completion.tokens(), completion.support());
  }
}
