package io.gradus.experiments.doctor;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Sampling;
import io.gradus.core.StopSignal;
import io.gradus.core.component.Components;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.recipe.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small recipes and data for the checks. */
final class Cases {
  private static final String RECIPE = """
      name: case
      device: cpu
      dtype: float32
      matmul: mkl
      policy:
        architecture: {type: decoder, layers: 1, width: 16, heads: 2, hidden: 32, context: 64}
      template: TEMPLATE
      stages:
        - type: grpo
          dataset: {type: arithmetic, digits: 1}
          plan: {steps: 4, problems-per-step: 2, group-size: GROUP}
          sampling: {SAMPLING}
          objective: {reward: {type: arithmetic-answer}}
          optimizer: {type: adamw, learning-rate: RATE}
      """;

  private Cases() {}

  static Recipe recipe() {
    return recipe("bare", 4, "max-tokens: 24", "1.0e-4");
  }

  /** The recipe with another plan, loss and reduction. */
  static Recipe trained(String dtype, String plan, String loss, String reduction) {
    String yaml = RECIPE
        .replace("dtype: float32", "dtype: " + dtype)
        .replace("group-size: GROUP}", "group-size: 4, " + plan + "}")
        .replace(
            "arithmetic-answer}}",
            "arithmetic-answer}, loss: %s, reduction: %s}".formatted(loss, reduction));
    return bound(yaml, "bare", 4, "max-tokens: 24", "1.0e-4");
  }

  static Recipe recipe(String template, int group, String sampling, String rate) {
    return bound(RECIPE, template, group, sampling, rate);
  }

  private static Recipe bound(
      String text, String template, int group, String sampling, String rate) {
    String yaml = text.replace("TEMPLATE", template)
        .replace("GROUP", Integer.toString(group))
        .replace("SAMPLING", sampling)
        .replace("RATE", rate);
    return new RecordBinder(Components.load()).bind(Recipe.class, YamlTree.parse("case", yaml));
  }

  static Problem problem(String id, String question, String answer) {
    return Problem.of(id, question, answer);
  }

  static Problem shown(String id, String answer, String shown) {
    return new Problem(id, id + "+1", answer, Optional.of(new Demonstration("1", shown)), Map.of());
  }

  /** Problems of the recipe's first stage. */
  static Material asked(Reward reward, Problem... problems) {
    return new Material(
        "stages[0]",
        1,
        Optional.empty(),
        List.of(problems),
        true,
        Optional.of(reward),
        Optional.of(sampling(24)));
  }

  /** Demonstrations of a stage. */
  static Material imitated(Problem... problems) {
    return new Material(
        "stages[0]",
        1,
        Optional.empty(),
        List.of(problems),
        true,
        Optional.empty(),
        Optional.empty());
  }

  /** Problems of a benchmark. */
  static Material heldOut(Reward reward, Problem... problems) {
    return new Material(
        "evaluation.benchmarks[0]",
        0,
        Optional.empty(),
        List.of(problems),
        true,
        Optional.of(reward),
        Optional.of(sampling(24)));
  }

  static Sampling sampling(int maxTokens, String... stops) {
    return new Sampling(1, maxTokens, 0, 1, List.of(stops), 8);
  }

  static Subject subject(Recipe recipe, Material... materials) {
    return new Subject(
        recipe,
        List.of(materials),
        List.of(),
        new MemoryPlan(Map.of("weights", 10L << 20, "optimizer", 20L << 20)),
        Path.of("runs", "case"),
        Optional.empty(),
        Progress.onStandardError(),
        new StopSignal());
  }

  /** The only finding of a check that is not {@code ok}. */
  static Finding only(Check check, Subject subject) {
    List<Finding> findings =
        check.examine(subject).stream().filter(f -> f.severity() != Severity.OK).toList();
    if (findings.size() != 1) {
      throw new AssertionError("expected one finding: " + findings);
    }
    return findings.get(0);
  }
}
