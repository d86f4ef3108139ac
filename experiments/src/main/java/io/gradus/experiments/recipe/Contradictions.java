package io.gradus.experiments.recipe;

import io.gradus.core.component.Suggestion;
import io.gradus.core.policy.Lora;
import io.gradus.experiments.evaluation.Benchmark;
import io.gradus.experiments.rewardmodel.RewardModel;
import io.gradus.experiments.stage.GrpoStage;
import io.gradus.experiments.stage.Stage;
import java.util.ArrayList;
import java.util.List;

/** Checks that the parts of a recipe fit one another. */
final class Contradictions {
  private Contradictions() {}

  /**
   * Checks all parts.
   *
   * @throws IllegalArgumentException whose message begins with the key at fault
   */
  static void check(
      Recipe.PolicyChoice policy,
      List<Stage> stages,
      Recipe.EvaluationPlan evaluation,
      Recipe.CheckpointPlan checkpoint) {
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("stages: there must be at least one");
    }
    heads(policy, stages, evaluation.benchmarks());
    checkpoint.keepBest().ifPresent(best -> best(best, evaluation.benchmarks()));
    dropout(policy, stages);
  }

  private static void best(String best, List<Benchmark> benchmarks) {
    List<String> names = benchmarks.stream().map(Benchmark::name).toList();
    if (!names.contains(best)) {
      throw new IllegalArgumentException(
          "checkpoint.keep-best: '%s' is not a benchmark of this recipe.%s It has: %s"
              .formatted(
                  best,
                  Suggestion.didYouMean(best, names),
                  names.isEmpty() ? "none (evaluation.benchmarks)" : String.join(", ", names)));
    }
  }

  private static void dropout(Recipe.PolicyChoice policy, List<Stage> stages) {
    for (int s = 0; s < stages.size(); s++) {
      if (policy.lora().map(Lora::dropout).orElse(0.0) > 0
          && stages.get(s) instanceof GrpoStage grpo
          && grpo.maxDifference().isEmpty()) {
        throw new IllegalArgumentException(
            ("policy.lora.dropout: makes the trainer's log-probs differ from the sampler's, so "
                    + "stages[%d] would stop. Leave dropout out, or set max-difference")
                .formatted(s));
      }
    }
  }

  /** Refuses stages and benchmarks of language models for a reward model, and the reverse. */
  private static void heads(
      Recipe.PolicyChoice policy, List<Stage> stages, List<Benchmark> benchmarks) {
    List<String> faults = new ArrayList<>();
    for (int s = 0; s < stages.size(); s++) {
      Stage stage = stages.get(s);
      if (stage.scores() && !policy.scores()) {
        faults.add(
            "stages[%d]: a stage of type %s trains a scalar head, but the recipe's model is a language model. Set policy.head: score"
                .formatted(s, stage.name()));
      } else if (!stage.scores() && policy.scores()) {
        faults.add(
            "stages[%d]: a stage of type %s needs a language model, but policy.head: score makes a reward model, which writes no text. Remove policy.head, or use stages of type reward-model or process-reward-model only"
                .formatted(s, stage.name()));
      }
    }
    for (int b = 0; b < benchmarks.size(); b++) {
      Benchmark benchmark = benchmarks.get(b);
      if (benchmark.judge().filter(r -> !RewardModel.in(r).isEmpty()).isPresent()) {
        faults.add(
            "evaluation.benchmarks[%d].reward: a reward model does not say whether an answer is right. Give a reward that gives verdicts"
                .formatted(b));
      }
      if (benchmark.scores() && !policy.scores()) {
        faults.add(
            "evaluation.benchmarks[%d]: '%s' measures a reward model, but the recipe's model is a language model. Remove it, or set policy.head: score"
                .formatted(b, benchmark.name()));
      } else if (!benchmark.scores() && policy.scores()) {
        faults.add(
            "evaluation.benchmarks[%d]: '%s' needs a language model, but policy.head: score makes a reward model, which writes no text. Use a benchmark of type pairs or steps"
                .formatted(b, benchmark.name()));
      }
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
  }
}
