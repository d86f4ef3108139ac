package io.gradus.experiments.run;

import io.gradus.core.UserError;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.evaluation.Benchmark;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks of a recipe's parts against its policy: first without the data, then with it. */
public final class RecipeData {
  private static final Logger LOG = LoggerFactory.getLogger(RecipeData.class);

  private RecipeData() {}

  /**
   * Returns the faults that can be found in the recipe alone.
   *
   * @return faults; each begins with the place of its key
   * @throws UserError if the model's files cannot be read
   */
  public static List<String> faults(Recipe recipe) {
    Tokenizer tokenizer = recipe.tokenizer();
    int context = recipe.architecture().context();
    List<String> faults = new ArrayList<>();
    for (int s = 0; s < recipe.stages().size(); s++) {
      for (String fault : recipe.stages().get(s).faults(tokenizer, context)) {
        faults.add("stages[%d].%s".formatted(s, fault));
      }
    }
    List<Benchmark> benchmarks = recipe.evaluation().benchmarks();
    for (int b = 0; b < benchmarks.size(); b++) {
      for (String fault : benchmarks.get(b).faults(tokenizer, context)) {
        faults.add("evaluation.benchmarks[%d].%s".formatted(b, fault));
      }
    }
    return faults;
  }

  /**
   * Checks all data before anything is written, so that a benchmark's missing file is reported before hours of
   * training.
   *
   * @throws UserError with all faults
   */
  public static void examine(Recipe recipe) {
    Tokenizer tokenizer = recipe.tokenizer();
    int context = recipe.architecture().context();
    List<String> faults = new ArrayList<>();
    for (int s = 0; s < recipe.stages().size(); s++) {
      Stage stage = recipe.stages().get(s);
      long seed = StageSeed.of(recipe, s + 1);
      examine(
          "stages[%d]".formatted(s),
          () -> stage.examine(tokenizer, recipe.boundTemplate(), context, seed),
          faults);
    }
    Teachers.examine(recipe, faults);
    List<Benchmark> benchmarks = recipe.evaluation().benchmarks();
    for (int b = 0; b < benchmarks.size(); b++) {
      Benchmark benchmark = benchmarks.get(b);
      examine(
          "evaluation.benchmarks[%d]".formatted(b),
          () -> {
            benchmark.examine(tokenizer, recipe.boundTemplate(), context);
            refuseWithoutHalves(recipe, benchmark);
          },
          faults);
    }
    if (!faults.isEmpty()) {
      throw new UserError(faults);
    }
    recipe.boundTemplate().remark().ifPresent(LOG::warn);
  }

  /** One half of the problems chooses the best checkpoint, and the other reports its score, so each needs a problem. */
  private static void refuseWithoutHalves(Recipe recipe, Benchmark benchmark) {
    boolean chooses =
        recipe.checkpoint().keepBest().filter(benchmark.name()::equals).isPresent();
    if (chooses && benchmark.heldOut().size() < 2) {
      throw new IllegalArgumentException(
          "problems: there is only one, but checkpoint.keep-best needs one to choose the checkpoint and another to report it. Set 2 or more");
    }
  }

  private static void examine(String place, Runnable look, List<String> faults) {
    try {
      look.run();
    } catch (UserError | IllegalArgumentException e) {
      faults.add(place + ": " + e.getMessage());
    }
  }
}
