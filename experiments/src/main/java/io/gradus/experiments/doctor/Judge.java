package io.gradus.experiments.doctor;

import io.gradus.core.Completion;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.UserError;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.recipe.Recipe;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Scores texts like completions of a policy: with tokens, so that rewards of length work. */
record Judge(Recipe recipe, Reward reward) {

  /**
   * Scores of texts for a problem, judged as one group. If the reward throws, the whole group gets {@code
   * verifier_error}.
   */
  List<Score> scores(Problem problem, List<String> texts) {
    List<Completion> completions = texts.stream().map(this::completion).toList();
    try {
      return reward.scoreGroup(new Group(problem, completions));
    } catch (RuntimeException | StackOverflowError e) { // rewards of users' jars
      return Collections.nCopies(
          texts.size(),
          Score.verifierError("%s failed: %s".formatted(reward.getClass().getSimpleName(), e)));
    }
  }

  Score score(Problem problem, String text) {
    return scores(problem, List.of(text)).get(0);
  }

  private Completion completion(String text) {
    Tokenizer tokenizer = recipe.tokenizer();
    try {
      int[] encoded = tokenizer.encode(text);
      int[] tokens = Arrays.copyOf(encoded, encoded.length + 1);
      tokens[encoded.length] = tokenizer.endTokens().get(0);
      return Completion.ofText(text, tokens, FinishReason.STOP);
    } catch (UserError e) {
      return Completion.ofText(text); // TemplateCheck reports texts that cannot be encoded
    }
  }
}
