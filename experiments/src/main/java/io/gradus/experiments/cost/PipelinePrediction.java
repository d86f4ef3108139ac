package io.gradus.experiments.cost;

import io.gradus.core.ScoredGroup;
import io.gradus.core.policy.Policy;
import io.gradus.experiments.export.RunExport;
import io.gradus.experiments.pipeline.PipelineRehearsal;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.RecipeData;
import io.gradus.experiments.stage.RejectionSamplingStage;
import io.gradus.experiments.stage.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Predicts the cost of a pipeline. Each stage is measured like a recipe, in the order in which the stages run. What a
 * stage reads from an earlier one does not exist yet, so the earlier stage's policy after its measured steps stands for
 * its model, and {@link StandIns} for its data set. The notes name these assumptions.
 */
public final class PipelinePrediction {
  private final PipelineRehearsal rehearsal;
  private final Consumer<String> progress;
  private final List<String> notes = new ArrayList<>();
  private final Map<String, Imitation> imitations = new HashMap<>();

  /** @param progress receives what is being measured */
  public PipelinePrediction(PipelineRehearsal rehearsal, Consumer<String> progress) {
    this.rehearsal = rehearsal;
    this.progress = progress;
  }

  /**
   * Measures, and predicts.
   *
   * @param seconds time for all measurements
   * @param name the pipeline's file
   */
  public CostReport predict(double seconds, String name, Optional<Prices> prices) {
    long begin = System.nanoTime();
    double speed = Slices.speed();
    List<String> stages = rehearsal.stages();
    List<Spent> rows = new ArrayList<>();
    long peak = 0;
    for (int i = 0; i < stages.size(); i++) {
      double left = seconds - (System.nanoTime() - begin) / 1e9;
      CostReport report = stage(stages.get(i), Math.max(1, left / (stages.size() - i)), speed);
      String stage = stages.get(i);
      rows.add(report.stages().stream().reduce((a, b) -> a.plus(b, stage)).orElseThrow());
      report.notes().forEach(note -> notes.add("stage %s: %s".formatted(stage, note)));
      peak = Math.max(peak, report.peakMemory().orElse(0L));
    }
    notes.add(
        "a model that a stage begins with or asks is assumed to cost as much as after the measured steps of its own stage; only lengths and shares of right completions follow the demonstrations where the notes say so");
    notes.add(
        "the planned memory is that of the largest stage, because stages run one after another");
    return new CostReport("predicted", name, rows, Optional.of(peak), prices, notes);
  }

  private CostReport stage(String name, double seconds, double speed) {
    Recipe recipe = rehearsal.recipe(name, List.of());
    RecipeData.examine(recipe);
    Slices slices = Slices.of(recipe, seconds, settings -> rehearsal.recipe(name, settings), speed);
    Optional<Imitation> before =
        rehearsal.from(name).flatMap(from -> Optional.ofNullable(imitations.get(from)));
    return new RecipePrediction(
            slices,
            what -> progress.accept("stage %s: %s".formatted(name, what)),
            before,
            (policy, trials) -> keep(name, recipe, policy, trials, before))
        .predict(seconds, name, Optional.empty());
  }

  /** Leaves behind what later stages read. */
  private void keep(
      String name, Recipe recipe, Policy policy, List<Trial> trials, Optional<Imitation> before) {
    Optional<Imitation> imitation = Lengths.imitated(recipe, 1, trials).or(() -> before);
    imitation.ifPresent(cut -> imitations.put(name, cut));
    Stage stage = recipe.stages().get(0);
    if (stage instanceof RejectionSamplingStage sampling) {
      write(name, recipe, sampling, imitation, trials.get(0).newest());
    }
    if (rehearsal.isRead(name) && stage.learning().isPresent()) {
      RunExport.folder(recipe, policy, rehearsal.model(name));
    }
  }

  private void write(
      String name,
      Recipe recipe,
      RejectionSamplingStage stage,
      Optional<Imitation> imitation,
      List<ScoredGroup> sampled) {
    StandIns data = new StandIns(recipe, stage, imitation, sampled);
    notes.add(
        "stage %s: how many completions it keeps is unknown before it runs; at most %,d. Stages that read them cost the same for any number, because their plans fix steps and batch. The kept texts are assumed to be as long as %s"
            .formatted(
                name,
                data.most(),
                data.demonstrated()
                    ? "the demonstrations of the cold start before (the right ones, if there are any)"
                    : "the completions of the measured steps"));
    data.write(file -> rehearsal.artefact(name, stage.name(), file));
  }
}
