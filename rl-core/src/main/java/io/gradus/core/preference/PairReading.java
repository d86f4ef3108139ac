package io.gradus.core.preference;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.SupervisedTrainer;
import java.util.Arrays;

/**
 * Turns preference pairs into tokens. Each completion ends with the end token, unless it is cut off.
 *
 * @param context longest sequence that the policy can read
 * @param tooLong what happens to longer sequences
 */
public record PairReading(Tokenizer tokenizer, Template template, int context, TooLong tooLong) {

  /**
   * Returns a pair as tokens.
   *
   * @throws UserError if the problem is no pair, if both completions have the same tokens, or if the pair does not fit
   */
  public TokenPair pair(Problem problem) {
    Demonstration worse = problem
        .rejected()
        .orElseThrow(() -> new UserError(
            "problem '%s' has no rejected completion, but preferences need pairs. Use a data set with pairs, such as trl-file or contrast"
                .formatted(problem.id())))
        .demonstration();
    TokenSequence chosen = whole(problem, problem.demonstration().orElseThrow());
    TokenSequence rejected = whole(problem, worse);
    TokenPair pair = new TokenPair(
        problem.id(),
        fitting(chosen),
        fitting(rejected),
        length(chosen) > context || length(rejected) > context);
    if (Arrays.equals(pair.chosen().completion(), pair.rejected().completion())) {
      throw new UserError(
          pair.truncated()
              ? "problem '%s': its chosen and rejected completions differ only beyond the context of %d tokens, so the pair teaches nothing. Shorten them, or leave the pair out"
                  .formatted(problem.id(), context)
              : "problem '%s': its chosen and rejected completions have the same tokens, so the pair teaches nothing. Correct one of them, or leave the pair out"
                  .formatted(problem.id()));
    }
    return pair;
  }

  private TokenSequence whole(Problem problem, Demonstration demonstration) {
    TokenSequence sequence = SupervisedTrainer.whole(problem, demonstration, tokenizer, template);
    if (sequence.prompt().length >= context) {
      throw new UserError(
          "problem '%s': its prompt has %d tokens, which leaves no room for a completion in the policy's context of %d. Shorten the prompt, or leave the pair out"
              .formatted(problem.id(), sequence.prompt().length, context));
    }
    if (tooLong == TooLong.REFUSE && length(sequence) > context) {
      throw new UserError(
          "problem '%s': its prompt and a completion have %d tokens, more than the policy's context of %d. Set too-long: truncate, shorten the texts, or leave the pair out"
              .formatted(problem.id(), length(sequence), context));
    }
    return sequence;
  }

  private TokenSequence fitting(TokenSequence sequence) {
    int room = context - sequence.prompt().length;
    return sequence.completion().length <= room
        ? sequence
        : new TokenSequence(sequence.prompt(), Arrays.copyOf(sequence.completion(), room));
  }

  private static int length(TokenSequence sequence) {
    return sequence.prompt().length + sequence.completion().length;
  }
}
