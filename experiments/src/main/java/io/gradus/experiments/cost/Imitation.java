package io.gradus.experiments.cost;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.stage.Reading;
import io.gradus.rollouts.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Demonstrations of a cold start that a measurement cut short. The policy is assumed to write as they do.
 *
 * @param reading the demonstrations
 * @param seed seed of the cold start
 */
record Imitation(Reading reading, long seed) {
  private static final int SHOWN = 512;

  /** A demonstration as a completion. */
  record Shown(Problem problem, Completion completion) {}

  /**
   * Returns the first demonstrations, in the tokens of a recipe.
   *
   * @return empty if the data set has problems without demonstrations, or demonstrations that do not fit
   */
  Optional<List<Shown>> shown(Recipe recipe) {
    List<Shown> shown = new ArrayList<>();
    for (int i = 0; i < SHOWN; i++) {
      Problem problem = reading.dataset().problem(seed, 1, i, SHOWN);
      try {
        shown.add(new Shown(
            problem,
            Sampler.expert(
                problem,
                recipe.tokenizer(),
                recipe.boundTemplate(),
                recipe.architecture().context())));
      } catch (UserError e) {
        return Optional.empty();
      }
    }
    return Optional.of(shown);
  }
}
