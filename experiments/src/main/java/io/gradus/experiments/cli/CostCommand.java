package io.gradus.experiments.cli;

import io.gradus.core.UserError;
import io.gradus.core.files.TextFile;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.cost.CostReport;
import io.gradus.experiments.cost.PipelineCost;
import io.gradus.experiments.cost.PipelinePrediction;
import io.gradus.experiments.cost.PredictionCheck;
import io.gradus.experiments.cost.Prices;
import io.gradus.experiments.cost.RecipePrediction;
import io.gradus.experiments.cost.RunCost;
import io.gradus.experiments.cost.ScratchFolder;
import io.gradus.experiments.cost.Slices;
import io.gradus.experiments.pipeline.Pipeline;
import io.gradus.experiments.pipeline.PipelineFolder;
import io.gradus.experiments.pipeline.PipelineRehearsal;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.PipelineDirectory;
import io.gradus.experiments.run.RecipeData;
import io.gradus.experiments.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "cost",
    mixinStandardHelpOptions = true,
    description = {
      "Predicts what a recipe or a pipeline will cost, or prints what a run has used: tokens, floating-point operations, seconds, energy, money, memory.",
      "A prediction runs some real steps of each stage in memory, and records its result beside the run directory. The cost of the run is later compared with this prediction."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus cost recipes/quickstart.yaml",
      "  gradus cost recipes/quickstart.yaml --prices prices.yaml --calibrate 20",
      "  gradus cost pipelines/r1.yaml",
      "  gradus cost runs/quickstart --prices prices.yaml --json"
    })
final class CostCommand extends ResultCommand {
  private static final double MOST_SECONDS = 60;

  private static final int LONGEST_RECIPE = 4 << 20;

  @Parameters(
      paramLabel = "RECIPE|PIPELINE|RUN",
      description =
          "The YAML file of a recipe or a pipeline, or the directory that one of them has run in.")
  private Path path = Path.of("");

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description =
          "A YAML file with machine-hour, kilowatt-hour, watts, currency. Without it, no money is printed.")
  private Optional<Path> prices = Optional.empty();

  @Option(
      names = "--calibrate",
      paramLabel = "SECONDS",
      description =
          "For a file: time for measurements, at most 60, and for a pipeline at most 60 for each "
              + "stage. Default: 60.")
  private Optional<Double> calibrate = Optional.empty();

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "For a file: the run directory that the prediction is for. Default: runs/NAME.")
  private Optional<Path> directory = Optional.empty();

  @Mixin
  private RecipeSettings settings = new RecipeSettings();

  @Override
  CommandResult result() {
    RecipeSource source = new RecipeSource();
    Optional<Prices> table = prices.map(file -> Prices.read(file, source.components()));
    if (Files.isDirectory(path)) {
      return used(table);
    }
    return Pipeline.isPipeline(YamlTree.read(path))
        ? predictedPipeline(source, table)
        : predicted(source, table);
  }

  private CommandResult used(Optional<Prices> table) {
    List<String> faults = new ArrayList<>();
    if (calibrate.isPresent()) {
      faults.add("--calibrate: %s is a run, and nothing is measured".formatted(path));
    }
    if (directory.isPresent()) {
      faults.add("--run: %s is a run itself".formatted(path));
    }
    if (!settings.all().isEmpty()) {
      faults.add("--set: %s is a run, whose recipe is fixed".formatted(path));
    }
    if (!faults.isEmpty()) {
      throw new UserError(
          faults.stream().map(fault -> fault + ". Leave the option out").toList());
    }
    if (PipelineDirectory.is(path)) {
      CostReport used = PipelineCost.of(path, table);
      return new Cost(
          used,
          PredictionCheck.of(PredictionCheck.file(path), used, PipelineFolder.identity(path)),
          Optional.empty());
    }
    RunDirectory run = RunDirectory.existing(path);
    CostReport used = RunCost.of(run, table);
    return new Cost(
        used,
        PredictionCheck.of(
            PredictionCheck.file(path), used, TextFile.read(run.recipe(), LONGEST_RECIPE)),
        Optional.empty());
  }

  private CommandResult predicted(RecipeSource source, Optional<Prices> table) {
    double seconds = seconds(1);
    Recipe recipe = source.read(path, settings.all());
    RecipeData.examine(recipe);
    Slices slices = Slices.of(recipe, seconds, more -> {
      List<String> all = new ArrayList<>(settings.all());
      all.addAll(more);
      return source.read(path, all);
    });
    CostReport prediction;
    try (Progress progress = Progress.onStandardError()) {
      prediction =
          new RecipePrediction(slices, progress::note).predict(seconds, path.toString(), table);
    }
    Path file = PredictionCheck.file(directory.orElse(Path.of("runs", recipe.name())));
    PredictionCheck.write(file, prediction, source.resolved(recipe));
    return new Cost(prediction, Optional.empty(), Optional.of(file));
  }

  /** Time for measurements. */
  private double seconds(int stages) {
    double seconds = calibrate.orElse(MOST_SECONDS);
    double most = MOST_SECONDS * stages;
    if (!(seconds > 0 && seconds <= most)) {
      throw new UserError("--calibrate: must be above 0 and at most %.0f seconds, but is %s"
          .formatted(most, seconds));
    }
    return seconds;
  }

  private CommandResult predictedPipeline(RecipeSource source, Optional<Prices> table) {
    Pipeline pipeline = Pipeline.read(path, settings.all(), source.components());
    double seconds = seconds(pipeline.stages().size());
    CostReport prediction;
    try (ScratchFolder scratch = new ScratchFolder();
        Progress progress = Progress.onStandardError()) {
      PipelineRehearsal rehearsal = new PipelineRehearsal(pipeline, source, scratch.path());
      prediction = new PipelinePrediction(rehearsal, progress::note)
          .predict(seconds, path.toString(), table);
    }
    Path file = PredictionCheck.file(directory.orElse(Path.of("runs", pipeline.name())));
    PredictionCheck.write(file, prediction, PipelineFolder.identity(path, settings.all()));
    return new Cost(prediction, Optional.empty(), Optional.of(file));
  }

  /**
   * A cost.
   *
   * @param recorded file in which a prediction was recorded
   */
  private record Cost(
      CostReport report, Optional<PredictionCheck> comparison, Optional<Path> recorded)
      implements CommandResult {
    @Override
    public Object json() {
      Map<String, Object> fields = new LinkedHashMap<>(report.fields());
      comparison.ifPresent(c -> fields.put("prediction", c.fields()));
      recorded.ifPresent(file -> fields.put("recorded", file.toString()));
      return fields;
    }

    @Override
    public String words() {
      return report.words()
          + comparison.map(c -> "\n\n" + c.words()).orElse("")
          + recorded.map(file -> "\nrecorded in " + file).orElse("");
    }
  }
}
