package io.gradus.experiments.run;

import io.gradus.core.UserError;
import io.gradus.experiments.journal.Position;
import io.gradus.experiments.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides whether a recipe may run in a directory, and lists the changes of a resumed run's recipe. Writes nothing.
 *
 * @param adjustments permitted differences from the run's recipe; none in a new run
 */
record Admission(List<Difference> adjustments) {
  Admission {
    adjustments = List.copyOf(adjustments);
  }

  /**
   * Admits a new run into a new or empty directory, and a resumed run into its own.
   *
   * @param resolved the recipe as text, with every default written out
   * @throws UserError with reason and remedy if the recipe may not run here
   */
  static Admission of(RunDirectory directory, Recipe recipe, String resolved, boolean resume) {
    directory.refuseLinksOutside();
    if (!directory.begun()) {
      if (resume) {
        throw new UserError(
            "%s: no run has begun here, so there is nothing to resume. Leave out --resume"
                .formatted(directory.path()));
      }
      directory.refuseForeignFiles();
      return new Admission(List.of());
    }
    directory.refuseOtherVersions();
    if (!resume) {
      throw new UserError(
          "%s: there is a run here already. Continue it (--resume) or choose another folder (--run DIR)"
              .formatted(directory.path()));
    }
    List<Difference> differences = Difference.between(directory.recipeText(), resolved);
    List<String> refused = refused(differences, directory, recipe);
    if (!refused.isEmpty()) {
      throw new UserError(
          ("%s: the run here has another recipe. With --resume, only steps, memory, checkpoint, "
                  + "evaluation and name may differ. Choose another folder (--run DIR), or undo:\n%s")
              .formatted(directory.path(), String.join("\n", refused)));
    }
    return new Admission(differences);
  }

  private static List<String> refused(
      List<Difference> differences, RunDirectory directory, Recipe recipe) {
    List<String> refused = new ArrayList<>();
    Position position = differences.isEmpty() ? Position.BEGINNING : directory.position();
    for (Difference difference : differences) {
      int stage = difference.stageOfSteps();
      if (!difference.adjustable()) {
        refused.add("  " + difference.words());
      } else if (stage > 0 && stage < position.stage()) {
        refused.add("  %s: stage %d has ended, and the next one began with its weights"
            .formatted(difference.words(), stage));
      } else if (stage > 0
          && stage == position.stage()
          && recipe.stages().get(stage - 1).steps() < position.step()) {
        refused.add(
            "  %s: the run has already made %d steps; set %d or more. If an earlier --resume set %s, repeat it: --set %s=%s"
                .formatted(
                    difference.words(),
                    position.step(),
                    position.step(),
                    difference.before(),
                    difference.key(),
                    difference.before()));
      }
    }
    return refused;
  }

  /** Whether the memory must be planned again. */
  boolean asksForAnotherFit() {
    return adjustments.stream().anyMatch(Difference::asksForAnotherFit);
  }
}
