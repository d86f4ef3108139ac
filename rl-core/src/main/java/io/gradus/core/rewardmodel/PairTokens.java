package io.gradus.core.rewardmodel;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.Rejected;
import io.gradus.core.UserError;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.SupervisedTrainer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The texts of preference pairs as tokens, each with the closing end token, where a reward model reads the score.
 *
 * @param context longest sequence that the model can read
 */
public record PairTokens(Tokenizer tokenizer, Template template, int context) {

  /**
   * A pair as tokens.
   *
   * @param margin by how much the chosen text should score higher; 0 if unknown
   */
  public record Pair(TokenSequence chosen, TokenSequence rejected, double margin) {}

  /**
   * Encodes a pair.
   *
   * @throws UserError if the problem is no pair, its texts are equal, or a text exceeds the context
   */
  public Pair of(Problem problem) {
    Optional<Rejected> worse = problem.rejected();
    if (worse.isEmpty()) {
      throw new UserError(
          "problem '%s' is no preference pair: a reward model needs a chosen and a rejected text. Use a data set of pairs (trl-file, contrast)"
              .formatted(problem.id()));
    }
    TokenSequence chosen = sequence(problem, problem.demonstration().orElseThrow());
    TokenSequence rejected = sequence(problem, worse.get().demonstration());
    if (Arrays.equals(chosen.completion(), rejected.completion())) {
      throw new UserError(
          "problem '%s': its chosen and rejected texts are equal, so the pair says nothing. Leave it out"
              .formatted(problem.id()));
    }
    return new Pair(chosen, rejected, worse.get().margin().orElse(0));
  }

  private TokenSequence sequence(Problem problem, Demonstration text) {
    Problem shown = new Problem(
        problem.id(),
        problem.question(),
        problem.answer(),
        Optional.of(text),
        Optional.empty(),
        problem.before(),
        problem.attributes());
    return SupervisedTrainer.sequence(shown, tokenizer, template, context);
  }
}
