package io.gradus.experiments.cli;

import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.experiments.doctor.Diagnosis;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.Fit;
import io.gradus.experiments.run.RecipeData;
import io.gradus.experiments.run.Run;
import io.gradus.experiments.run.RunDirectory;
import io.gradus.experiments.run.RunResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains a recipe in a run directory, and writes a verdict and a report.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus train recipes/quickstart.yaml",
      "  gradus train recipes/quickstart.yaml --run runs/seed18 --set seed=18",
      "  gradus train recipes/quickstart.yaml --resume",
      "  gradus train recipes/quickstart.yaml --resume --set grpo.plan.steps=400",
      "  gradus train my.yaml --dry-run"
    })
final class TrainCommand extends ResultCommand {
  @Parameters(paramLabel = "RECIPE", description = "A YAML file, such as recipes/quickstart.yaml.")
  private Path file = Path.of("");

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "The run directory. Default: runs/NAME.")
  private Optional<Path> directory = Optional.empty();

  @Option(
      names = "--resume",
      description =
          "Continue from the newest complete checkpoint of the run directory. Steps, memory, "
              + "checkpoint and evaluation may differ from the run's recipe.")
  private boolean resume;

  @Mixin
  private RecipeSettings settings = new RecipeSettings();

  @Option(
      names = "--no-report",
      description = "Do not write the report. 'gradus report' writes it later.")
  private boolean noReport;

  @Option(
      names = "--until-input-ends",
      description =
          "Stop as on Ctrl-C when standard input ends, so that the run does not outlive the "
              + "program that began it.")
  private boolean untilInputEnds;

  @Option(
      names = "--dry-run",
      description =
          "Print the recipe with all its defaults, its memory plan, and faults of its settings, "
              + "without training.")
  private boolean dryRun;

  @Override
  CommandResult result() {
    RecipeSource source = new RecipeSource();
    Recipe recipe = source.read(file, settings.all());
    String resolved = source.resolved(recipe);
    Diagnosis diagnosis = Diagnosis.ofSettings(file.toString(), recipe);
    if (dryRun) {
      RecipeData.examine(recipe);
      return new DryRun(resolved, Fit.choose(recipe), diagnosis);
    }
    RunDirectory run = new RunDirectory(directory.orElse(Path.of("runs", recipe.name())));
    StopSignal stop = new StopSignal();
    if (untilInputEnds) {
      Shutdown.whenInputEnds();
    }
    RunResult result = Shutdown.guard(stop, "; continue with the same command and --resume", () -> {
      try (Progress progress = Progress.onStandardError()) {
        diagnosis.lines().forEach(progress::note);
        return new Run(recipe, resolved, run, progress, stop).train(resume);
      }
    });
    return noReport ? new Trained(result.withReport("none"), ExitCode.OK) : reported(result);
  }

  /** Writes the report. If the report fails, the result of a long run is still printed. */
  private static Trained reported(RunResult result) {
    try {
      Path page = ReportCommand.write(List.of(Path.of(result.run())));
      return new Trained(result.withReport(page.toString()), ExitCode.OK);
    } catch (UserError e) {
      System.err.println("the report could not be written: " + e.getMessage());
      return new Trained(result.withReport("none"), ExitCode.USAGE);
    }
  }

  /**
   * Result of {@code train}.
   *
   * @param exitCode not 0 if the report could not be written
   */
  record Trained(RunResult result, int exitCode) implements CommandResult {
    @Override
    public Object json() {
      return result;
    }

    @Override
    public String words() {
      return result.words();
    }
  }
}
