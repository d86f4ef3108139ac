package io.gradus.experiments.cli;

import io.gradus.core.policy.Decoder;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.experiments.Recipe;
import io.gradus.experiments.stage.GrpoStage;
import io.gradus.experiments.stage.SftStage;
import io.gradus.experiments.stage.Stage;

/** What a recipe will need of memory. */
final class Planning {
  private Planning() {}

  static MemoryPlan plan(Recipe recipe) {
    int tokens = 0;
    int rows = 0;
    int sequence = 0;
    boolean reference = false;
    for (Stage stage : recipe.stages()) {
      if (stage instanceof SftStage sft) {
        tokens = Math.max(tokens, sft.plan().microBatchTokens());
      } else if (stage instanceof GrpoStage grpo) {
        tokens = Math.max(tokens, grpo.plan().microBatchTokens());
        rows = Math.max(
            rows,
            Math.min(
                grpo.sampling().rows(),
                grpo.plan().problemsPerStep() * grpo.plan().groupSize()));
        sequence = Math.max(
            sequence,
            Math.min(
                recipe.architecture().context(), 2 * grpo.sampling().maxTokens()));
        reference |= grpo.objective().reference().needed();
      }
    }
    return MemoryPlan.of(
        (Decoder) recipe.architecture(),
        recipe.tokenizer().vocabularySize(),
        tokens,
        rows,
        sequence,
        reference);
  }
}
