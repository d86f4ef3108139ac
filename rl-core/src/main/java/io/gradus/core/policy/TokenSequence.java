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
 */
public record TokenSequence(int[] prompt, int[] completion, Optional<Support> support) {
  public TokenSequence {
    if (prompt.length == 0) {
      throw new IllegalArgumentException(
          "prompt: must hold at least one token, because the first completion token is scored from it");
    }
    if (completion.length == 0) {
      throw new IllegalArgumentException("completion: must hold at least one token");
    }
  }

  /** Makes a sequence whose tokens were chosen from the whole vocabulary. */
  public TokenSequence(int[] prompt, int[] completion) {
    this(prompt, completion, Optional.empty());
  }

  /** Returns the tokens of a completion and of its prompt. */
  public static TokenSequence of(Completion completion) {
    return new TokenSequence(completion.prompt(), completion.tokens(), completion.support());
  }
}
