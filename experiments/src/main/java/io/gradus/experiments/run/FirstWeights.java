package io.gradus.experiments.run;

import io.gradus.core.engine.Compute;
import io.gradus.core.policy.Lora;
import io.gradus.core.policy.PeftAdapter;
import io.gradus.core.policy.Policy;
import io.gradus.core.pretrained.PretrainedModel;
import io.gradus.experiments.recipe.Recipe;

/** Creates the policy at the beginning of a run. */
public final class FirstWeights {
  private FirstWeights() {}

  /** Returns a policy with weights from the model's files or from the seed, and with the recipe's adapter. */
  public static Policy of(Recipe recipe, Compute compute) {
    Policy policy = base(recipe, compute);
    try {
      recipe
          .policy()
          .lora()
          .flatMap(Lora::from)
          .ifPresent(folder -> PeftAdapter.load(policy, folder));
      return policy;
    } catch (RuntimeException e) {
      policy.close();
      throw e;
    }
  }

  private static Policy base(Recipe recipe, Compute compute) {
    if (recipe.policy().model().isPresent()) {
      try (PretrainedModel model = recipe.policy().open()) {
        return model.policy(compute, recipe.policy().lora(), recipe.seed());
      }
    }
    return Policy.initialise(
        recipe.architecture(),
        recipe.tokenizer().vocabularySize(),
        compute,
        recipe.policy().lora(),
        recipe.seed());
  }
}
