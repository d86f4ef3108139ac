package io.gradus.experiments.doctor;

import io.gradus.core.architecture.Parameter;
import io.gradus.core.policy.optimizer.AdamWSettings;
import io.gradus.core.policy.optimizer.Optimizer;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Checks that the learning rate reaches its peak, and that the peak is usual. For models of ten million weights and
 * more, the usual range is 5e-7 to 2e-5 (8e-5 with adapters), plus a margin. It comes from TRL, verl, OpenRLHF, open-r1
 * and SimpleRL. For small models, which begin with random weights, the range was measured with our own recipes.
 */
final class LearningRateCheck implements Check {
  private static final long SMALL = 10_000_000;
  private static final int ENOUGH = 10_000;

  /** Bounds within which nothing is reported. */
  private record Usual(double least, double most) {}

  @Override
  public String name() {
    return "learning-rate";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    Recipe recipe = subject.recipe();
    boolean small = weights(recipe) < SMALL;
    for (int s = 0; s < recipe.stages().size(); s++) {
      Stage stage = recipe.stages().get(s);
      if (stage.learning().isEmpty()) {
        continue;
      }
      Optimizer optimizer = stage.learning().get().optimizer();
      String key = "stages[%d].optimizer.learning-rate".formatted(s);
      if (optimizer.adamw().warmupSteps() > stage.steps()) {
        findings.add(warmsUpTooLong(s, stage, optimizer.adamw()));
      }
      // a stage with a reference, such as preference, must stay near its first weights, as a stage
      // that explores must
      Usual usual = stage.explores() || !stage.frozenModels().isEmpty()
          ? small ? new Usual(1e-5, 5e-4) : new Usual(1e-7, 1e-4)
          : small ? new Usual(1e-4, 5e-3) : new Usual(1e-6, 1e-3);
      double peak = LongStream.rangeClosed(1, Math.min(stage.steps(), ENOUGH))
          .mapToDouble(step -> optimizer.learningRate(step, stage.steps()))
          .max()
          .orElse(0);
      if (peak < usual.least() || peak > usual.most()) {
        findings.add(new Finding(
            Severity.WARNING,
            name(),
            "the peak of the %s stage is %s; %s to %s are usual for a model of this size"
                .formatted(stage.name(), peak, usual.least(), usual.most()),
            key,
            peak > usual.most()
                ? "Lower it, because a policy that learns too fast first forgets, and then writes noise."
                : "Raise it, or make the warm-up shorter than the stage; otherwise the "
                    + "policy hardly changes."));
      } else {
        findings.add(Finding.ok(name(), key, "the peak is " + peak));
      }
    }
    return findings;
  }

  private Finding warmsUpTooLong(int index, Stage stage, AdamWSettings optimizer) {
    return new Finding(
        Severity.WARNING,
        name(),
        "the warm-up has %d steps, but the stage only %d, so the rate ends at %.3g instead of the peak of %.3g"
            .formatted(
                optimizer.warmupSteps(),
                stage.steps(),
                optimizer.learningRate(stage.steps(), stage.steps()),
                optimizer.learningRate()),
        "stages[%d].optimizer.warmup-steps".formatted(index),
        stage.steps() < 10
            ? "Leave the key out."
            : "Set a tenth of the stage (%d), or leave the key out.".formatted(stage.steps() / 10));
  }

  private static long weights(Recipe recipe) {
    return recipe.architecture().parameters(recipe.tokenizer().vocabularySize()).stream()
        .mapToLong(Parameter::size)
        .sum();
  }
}
