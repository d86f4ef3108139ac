package io.gradus.experiments.pipeline;

import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.recipe.Recipe;

/** Reads the recipe of a stage as the command line reads a file. */
public interface StageRecipes {
  /**
   * Binds a recipe, and checks everything that can be checked without data.
   *
   * @param place begins the message of a fault
   * @throws io.gradus.core.UserError with all faults
   */
  Recipe read(String place, YamlTree tree);

  /** Returns a recipe as text, with every default written out. */
  String resolved(Recipe recipe);
}
