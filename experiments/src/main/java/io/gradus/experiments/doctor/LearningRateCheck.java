package io.gradus.experiments.doctor;

import io.gradus.core.architecture.Parameter;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Whether the peak of the learning rate lies where it is known to work. For models of ten million weights and more: what TRL, verl,
 * OpenRLHF, open-r1 and SimpleRL ship, 5e-7 to 2e-5 (8e-5 with adapters), and some room. For small ones, which are trained from
 * nothing: what was measured for the recipes here.
 */
final class LearningRateCheck implements Check {
  private static final long SMALL = 10_000_000;
  private static final int ENOUGH = 10_000;

  /** Bounds within which nothing is said. */
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
      String key = "stages[%d].optimizer.learning-rate".formatted(s);
      Usual usual = stage.samples()
          ? small ? new Usual(1e-5, 5e-4) : new Usual(1e-7, 1e-4)
          : small ? new Usual(1e-4, 5e-3) : new Usual(1e-6, 1e-3);
      double peak = LongStream.rangeClosed(1, Math.min(stage.steps(), ENOUGH))
          .mapToDouble(step -> stage.optimizer().learningRate(step, stage.steps()))
          .max()
          .orElse(0);
      if (peak < usual.least() || peak > usual.most()) {
        findings.add(
            new Finding(
                Severity.WARNING,
                name(),
                "the highest of the %s stage is %s; for a model of this size %s to %s are usual"
                    .formatted(stage.name(), peak, usual.least(), usual.most()),
                key,
                peak > usual.most()
                    ? "Lower it: reinforcement learning that goes too fast forgets first and then writes noise."
                    : "Raise it, or make the warm-up shorter than the stage: almost nothing will change."));
      } else {
        findings.add(Finding.ok(name(), key, "the highest is " + peak));
      }
    }
    return findings;
  }

  private static long weights(Recipe recipe) {
    return recipe.architecture().parameters(recipe.tokenizer().vocabularySize()).stream()
        .mapToLong(Parameter::size)
        .sum();
  }
}
