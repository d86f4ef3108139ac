package io.gradus.experiments.cli;

import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.binding.Overrides;
import io.gradus.experiments.binding.RecipeWriter;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.evaluation.Benchmark;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads recipes from files and from run directories. */
final class RecipeSource {
  private final Components components = Components.load();

  Components components() {
    return components;
  }

  /**
   * Reads a recipe, applies settings, and checks everything that can be checked without data.
   *
   * @throws UserError with all faults of the recipe
   */
  Recipe read(Path file, List<String> settings) {
    YamlTree tree = Overrides.apply(YamlTree.read(file), Recipe.class, settings);
    Recipe recipe = new RecordBinder(components).bind(Recipe.class, tree);
    Tokenizer tokenizer;
    int context;
    try {
      tokenizer = recipe.tokenizer();
      context = recipe.architecture().context();
    } catch (UserError e) {
      throw new UserError("%s: policy.model: %s".formatted(file, e.getMessage()), e);
    }
    recipe.checkAdapter();
    List<String> faults = new ArrayList<>();
    for (int s = 0; s < recipe.stages().size(); s++) {
      for (String fault : recipe.stages().get(s).faults(tokenizer, context)) {
        faults.add("%s: stages[%d].%s".formatted(file, s, fault));
      }
    }
    List<Benchmark> benchmarks = recipe.evaluation().benchmarks();
    for (int b = 0; b < benchmarks.size(); b++) {
      for (String fault : benchmarks.get(b).faults(tokenizer, context)) {
        faults.add("%s: evaluation.benchmarks[%d].%s".formatted(file, b, fault));
      }
    }
    if (!faults.isEmpty()) {
      throw new UserError(faults);
    }
    return recipe;
  }

  /**
   * Reads the recipe of a run directory.
   *
   * @throws UserError if there is no recipe, or it can no longer be read; the message says what may have changed
   */
  Recipe ofRun(RunDirectory directory) {
    Path file = RunDirectory.existing(directory.path()).recipe();
    try {
      return read(file, List.of());
    } catch (UserError e) {
      if (!String.valueOf(e.getMessage()).contains("unknown ")) {
        throw e; // the message already names a moved model or data file
      }
      throw new UserError(
          "%s\n%s: could be read when the run began. If it uses your own parts, give their jar with --classpath. If you edited the file, undo the change."
              .formatted(e.getMessage(), file),
          e);
    }
  }

  /** A recipe as text, with every default written out. */
  String resolved(Recipe recipe) {
    return new RecipeWriter(components).write(recipe);
  }
}
