package io.gradus.experiments.sweep;

import io.gradus.experiments.binding.Node;
import io.gradus.experiments.recipe.Recipe;
import java.nio.file.Path;
import java.util.Map;

/** Reads recipes as the command line does. */
public interface Recipes {
  /**
   * Reads a recipe with changes, and checks it. The files of a teacher may still be missing.
   *
   * @throws io.gradus.core.UserError with all faults
   */
  Recipe read(Path file, Map<String, Node> changes);

  /** A recipe as text, with every default written out. */
  String resolved(Recipe recipe);
}
