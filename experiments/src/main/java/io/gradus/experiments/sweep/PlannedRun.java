package io.gradus.experiments.sweep;

import io.gradus.core.UserError;
import io.gradus.experiments.binding.Node;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * One run of a study.
 *
 * @param resolved the recipe as text, with every default written out
 */
record PlannedRun(
    Study.Arm arm, long seed, Recipe recipe, String resolved, RunDirectory directory) {

  String words() {
    return "%s, seed %d".formatted(arm.name(), seed);
  }

  boolean begun() {
    return directory.begun();
  }

  boolean finished() {
    return Files.exists(directory.result());
  }

  /**
   * Refuses a directory that holds a run of another recipe, because its results would be counted for this one.
   *
   * @throws UserError with the remedy
   */
  void refuseOtherRecipe() {
    if (begun() && !RunDirectory.existing(directory.path()).holds(resolved)) {
      throw new UserError(
          "%s: has a run of another recipe: the study or its recipe was changed since. Choose another folder (--run DIR), or delete this one"
              .formatted(directory.path()));
    }
  }

  /** Replaces each {@code ${ARM}} in a value by the run directory of that arm. */
  static Node filled(Node value, UnaryOperator<String> fill) {
    return value.replacing(scalar -> new Node.Scalar(
        scalar.place(), fill.apply(scalar.text()), scalar.isNull(), scalar.quoted()));
  }

  /** The file from which a process reads the recipe. */
  static Path file(Path sweep, String name) {
    return sweep.resolve("recipes").resolve(name + ".yaml");
  }
}
