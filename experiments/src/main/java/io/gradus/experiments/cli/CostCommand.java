package io.gradus.experiments.cli;

import io.gradus.core.UserError;
import io.gradus.core.files.TextFile;
import io.gradus.experiments.cost.Calibration;
import io.gradus.experiments.cost.Comparison;
import io.gradus.experiments.cost.CostReport;
import io.gradus.experiments.cost.PipelineCost;
import io.gradus.experiments.cost.Prices;
import io.gradus.experiments.cost.RunCost;
import io.gradus.experiments.cost.Slices;
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
      "Predicts what a recipe will cost, or prints what a run has used: tokens, floating-point operations, seconds, energy, money, memory.",
      "A prediction runs some real steps of each stage in memory, and records its result beside the run directory. The cost of the run is later compared with this prediction."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus cost recipes/quickstart.yaml",
      "  gradus cost recipes/quickstart.yaml --prices prices.yaml --calibrate 20",
      "  gradus cost runs/quickstart --prices prices.yaml --json"
    })
final class CostCommand extends ResultCommand {
  private static final double MOST_SECONDS = 60;

  private static final int LONGEST_RECIPE = 4 << 20;

  @Parameters(paramLabel = "RECIPE|RUN", description = "A YAML file, or a run directory.")
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
      description = "For a recipe: time for measurements, at most 60. Default: 60.")
  private Optional<Double> calibrate = Optional.empty();

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description =
          "For a recipe: the run directory that the prediction is for. Default: runs/NAME.")
  private Optional<Path> directory = Optional.empty();

  @Mixin
  private RecipeSettings settings = new RecipeSettings();

  @Override
  CommandResult result() {
    RecipeSource source = new RecipeSource();
    Optional<Prices> table = prices.map(file -> Prices.read(file, source.components()));
    return Files.isDirectory(path) ? used(table) : predicted(source, table);
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
      return new Cost(PipelineCost.of(path, table), Optional.empty(), Optional.empty());
    }
    RunDirectory run = RunDirectory.existing(path);
    CostReport used = RunCost.of(run, table);
    return new Cost(
        used,
        Comparison.of(Comparison.file(path), used, TextFile.read(run.recipe(), LONGEST_RECIPE)),
        Optional.empty());
  }

  private CommandResult predicted(RecipeSource source, Optional<Prices> table) {
    double seconds = calibrate.orElse(MOST_SECONDS);
    if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
      throw new UserError(
          "--calibrate: must be above 0 and at most 60 seconds, but is %s".formatted(seconds));
    }
    Recipe recipe = source.read(path, settings.all());
    RecipeData.examine(recipe);
    Slices slices = Slices.of(recipe, seconds, more -> {
      List<String> all = new ArrayList<>(settings.all());
      all.addAll(more);
      return source.read(path, all);
    });
    CostReport prediction;
    try (Progress progress = Progress.onStandardError()) {
      prediction = new Calibration(slices, progress::note).predict(seconds, path.toString(), table);
    }
    Path file = Comparison.file(directory.orElse(Path.of("runs", recipe.name())));
    Comparison.write(file, prediction, source.resolved(recipe));
    return new Cost(prediction, Optional.empty(), Optional.of(file));
  }

  /**
   * A cost.
   *
   * @param recorded file in which a prediction was recorded
   */
  private record Cost(CostReport report, Optional<Comparison> comparison, Optional<Path> recorded)
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
