package io.gradus.experiments.cost;

import io.gradus.core.cost.Flops;
import io.gradus.core.engine.Rates;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.Fit;
import io.gradus.experiments.run.StageSeed;
import io.gradus.experiments.stage.GrpoStage;
import io.gradus.experiments.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Makes the recipe whose steps are measured. If a step takes too long, as with a large model, it is measured with fewer
 * problems, and the measured time is multiplied accordingly.
 */
public final class Slices {
  /** Assumed speed of a step, as a share of the speed of a large matrix product. It only decides the size of a step. */
  private static final double SPEED = 0.3;
  /** Least number of steps that fit into a stage's share of the time. */
  private static final int STEPS = 3;

  private final Recipe recipe;
  private final Recipe trial;
  private final List<Double> factors;

  private Slices(Recipe recipe, Recipe trial, List<Double> factors) {
    this.recipe = recipe;
    this.trial = trial;
    this.factors = List.copyOf(factors);
  }

  /**
   * Chooses the sizes of the steps.
   *
   * @param seconds time for all measurements
   * @param variant the recipe with more settings, each as {@code KEY=VALUE}
   */
  public static Slices of(Recipe recipe, double seconds, Function<List<String>, Recipe> variant) {
    double rate = 1e9 * SPEED * Rates.measure("cpu").mkl();
    double share = seconds / recipe.stages().size();
    List<String> settings = new ArrayList<>();
    List<Double> factors = new ArrayList<>();
    for (int s = 1; s <= recipe.stages().size(); s++) {
      Stage stage = recipe.stages().get(s - 1);
      int problems = problems(stage);
      double step = flops(recipe, s) / rate;
      int fit = (int) Math.max(1, Math.floor(problems * share / STEPS / step));
      int used = Math.min(problems, fit);
      factors.add((double) problems / used);
      if (used < problems) {
        settings.addAll(smaller(stage, s - 1, used));
      }
    }
    return new Slices(recipe, settings.isEmpty() ? recipe : variant.apply(settings), factors);
  }

  private static int problems(Stage stage) {
    return stage.reading().map(reading -> reading.problemsPerStep()).orElse(1);
  }

  private static List<String> smaller(Stage stage, int index, int problems) {
    String plan = "stages[" + index + "].plan.";
    List<String> settings = new ArrayList<>(List.of(plan + stage.problemsKey() + "=" + problems));
    if (stage instanceof GrpoStage grpo) {
      int all = problems * grpo.plan().groupSize();
      grpo.plan().minibatch().ifPresent(n -> settings.add(plan + "minibatch=" + Math.min(n, all)));
    }
    return settings;
  }

  /** Largest number of operations of a step: every completion has max-tokens. */
  private static double flops(Recipe recipe, int s) {
    Stage stage = recipe.stages().get(s - 1);
    MemoryPlan.Load load = stage.load(
        recipe.tokenizer(),
        recipe.boundTemplate(),
        recipe.architecture().context(),
        StageSeed.of(recipe, s),
        1);
    Flops flops = new Flops(
        recipe.architecture(),
        recipe.tokenizer().vocabularySize(),
        recipe.policy().lora());
    int prompt = load.prompt();
    int completion = load.completion();
    double once = flops.prefill(prompt) + flops.decode(prompt, completion);
    double passes = stage.explores() ? 4 : 3;
    return once * passes * problems(stage) * load.group();
  }

  Recipe recipe() {
    return recipe;
  }

  /** The recipe to measure. */
  Recipe trial() {
    return trial;
  }

  /** Problems of a real step for each problem of a measured step. */
  double factor(int stage) {
    return factors.get(stage - 1);
  }

  /** Planned memory of the whole recipe. */
  long plannedBytes() {
    return Fit.choose(recipe).plan().total();
  }
}
