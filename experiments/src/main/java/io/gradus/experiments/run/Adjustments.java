package io.gradus.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.experiments.journal.Journal;
import io.gradus.experiments.journal.Position;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.stage.Learning;
import io.gradus.experiments.stage.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes of a recipe by resumed runs: {@code adjustments.jsonl}, one line for each key, with the position in the run.
 */
final class Adjustments {
  private final RunDirectory directory;
  private final Recipe recipe;
  private final Progress progress;

  Adjustments(RunDirectory directory, Recipe recipe, Progress progress) {
    this.directory = directory;
    this.recipe = recipe;
    this.progress = progress;
  }

  /**
   * Records adjustments and writes the new recipe. The recipe is written last, so if the run is killed before that, the
   * next resume makes the same adjustments again.
   *
   * @param resolved the new recipe as text
   * @param from position from which the run continues
   */
  void make(List<Difference> adjustments, String resolved, Position from) {
    if (adjustments.isEmpty()) {
      return;
    }
    List<JsonNode> recorded = directory.adjustments().read();
    for (Difference adjustment : adjustments) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("stage_index", from.stage());
      line.put("step", from.step());
      line.put("key", adjustment.key());
      line.put("old", adjustment.before());
      line.put("new", adjustment.now());
      Optional<String> effect = effect(adjustment, from);
      effect.ifPresent(words -> line.put("effect", words));
      if (recorded.stream().noneMatch(old -> Journal.same(old, line))) {
        directory.adjustments().append(line);
      }
      progress.note("adjusted: " + adjustment.words());
      effect.ifPresent(progress::note);
    }
    progress.note(
        "an adjustment is not part of the recipe file. Give the same --set at each further --resume, or write the values into the file");
    // Steps after the checkpoint may have been sampled with other weights than the coming ones.
    directory.withdrawRollouts(from);
    directory.writeRecipe(resolved);
  }

  /** Effect of another number of steps on the learning rate, if it has one. */
  private Optional<String> effect(Difference adjustment, Position from) {
    int index = adjustment.stageOfSteps();
    if (index == 0) {
      return Optional.empty();
    }
    Stage stage = recipe.stages().get(index - 1);
    long old = Long.parseLong(adjustment.before());
    long done = index == from.stage() ? from.step() : 0;
    return stage.learning().flatMap(learning -> effect(stage, learning, old, done));
  }

  private static Optional<String> effect(Stage stage, Learning learning, long old, long done) {
    List<Long> others = new ArrayList<>();
    for (long step = 1; step <= done; step++) {
      if (rate(learning, step, old) != rate(learning, step, stage.steps())) {
        others.add(step);
      }
    }
    if (others.isEmpty()) {
      return Optional.empty();
    }
    long first = others.get(0);
    return Optional.of(
        ("%s: the learning rate depends on the number of steps. Steps %d to %d used the rates "
                + "of a stage of %d steps (step %d: %.3g); a stage of %d steps would have used "
                + "other rates (step %d: %.3g). From step %d on, the rates of a stage of %d steps "
                + "apply (%.3g), so the weights will differ from a single stage of %d steps")
            .formatted(
                stage.name(),
                first,
                done,
                old,
                done,
                rate(learning, done, old),
                stage.steps(),
                done,
                rate(learning, done, stage.steps()),
                done + 1,
                stage.steps(),
                rate(learning, done + 1, stage.steps()),
                stage.steps()));
  }

  private static double rate(Learning learning, long step, long steps) {
    return learning.optimizer().learningRate(step, steps);
  }
}
