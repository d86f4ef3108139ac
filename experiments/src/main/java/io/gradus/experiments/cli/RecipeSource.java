package io.gradus.experiments.cli;

import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.core.text.Template;
import io.gradus.experiments.binding.Node;
import io.gradus.experiments.binding.Overrides;
import io.gradus.experiments.binding.RecipeWriter;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.pipeline.Pipeline;
import io.gradus.experiments.pipeline.StageRecipes;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.RecipeData;
import io.gradus.experiments.run.RunDirectory;
import io.gradus.experiments.run.RunRecipe;
import io.gradus.experiments.run.Teachers;
import io.gradus.experiments.sweep.Recipes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads recipes from files and from run directories. */
final class RecipeSource implements Recipes, StageRecipes {
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
    Recipe recipe = bound(file, settings);
    List<String> faults = Teachers.faults(recipe);
    if (!faults.isEmpty()) {
      throw new UserError(
          faults.stream().map(fault -> "%s: %s".formatted(file, fault)).toList());
    }
    return recipe;
  }

  /** Reads a recipe whose teachers may not exist yet. */
  @Override
  public Recipe read(Path file, Map<String, Node> changes) {
    return bound(file, Overrides.apply(YamlTree.read(file), Recipe.class, changes));
  }

  /** Binds the recipe of a pipeline's stage. Its teachers may not exist yet. */
  @Override
  public Recipe read(String place, YamlTree tree) {
    return bound(Path.of(place), tree);
  }

  /** Reads a recipe that is not trained, so its teachers may be missing. */
  private Recipe bound(Path file, List<String> settings) {
    YamlTree tree = YamlTree.read(file);
    if (Pipeline.isPipeline(tree)) {
      throw new UserError(
          "%s: is a pipeline, because it has 'models'. Run it with 'gradus pipeline %s'. Each of its stages then has a recipe of its own: stages/NAME/run/recipe.yaml"
              .formatted(file, file));
    }
    return bound(file, Overrides.apply(tree, Recipe.class, settings));
  }

  private Recipe bound(Path file, YamlTree tree) {
    return checked(file, new RecordBinder(components).bind(Recipe.class, tree));
  }

  private static Recipe checked(Path file, Recipe recipe) {
    List<String> faults;
    try {
      faults = RecipeData.faults(recipe);
    } catch (UserError e) {
      throw new UserError("%s: policy.model: %s".formatted(file, e.getMessage()), e);
    }
    recipe.checkAdapter();
    if (!faults.isEmpty()) {
      throw new UserError(
          faults.stream().map(fault -> "%s: %s".formatted(file, fault)).toList());
    }
    return recipe;
  }

  /**
   * Reads the recipe of a run directory.
   *
   * @throws UserError if there is no recipe, or it can no longer be read; the message says what may have changed
   */
  Recipe ofRun(RunDirectory directory) {
    return ofRun(directory, file -> bound(file, List.of()));
  }

  /**
   * Reads the recipe of a run directory for its weights and prompts. A reward or another part that only training needs
   * may be missing; a warning names it.
   *
   * @throws UserError as {@link #ofRun}
   */
  Recipe forWeights(RunDirectory directory) {
    return ofRun(directory, file -> checked(file, RunRecipe.forWeights(components, file)));
  }

  /** Template of a recipe for another model. Nothing else of the recipe is needed, except that it can be read. */
  Template template(Path file) {
    return RunRecipe.forWeights(components, file).template();
  }

  private static Recipe ofRun(RunDirectory directory, Function<Path, Recipe> read) {
    Path file = RunDirectory.existing(directory.path()).recipe();
    try {
      return read.apply(file);
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
  @Override
  public String resolved(Recipe recipe) {
    return new RecipeWriter(components).write(recipe);
  }
}
