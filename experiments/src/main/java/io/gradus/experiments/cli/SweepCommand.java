package io.gradus.experiments.cli;

import io.gradus.core.StopSignal;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.sweep.Plan;
import io.gradus.experiments.sweep.Study;
import io.gradus.experiments.sweep.Summary;
import io.gradus.experiments.sweep.Sweep;
import io.gradus.experiments.sweep.TrainingProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    description =
        "Runs a study: each arm with each seed, one run after another. Then compares the arms seed "
            + "by seed, and says for each claim whether it reproduces. Repeat the command to "
            + "continue a sweep that was stopped.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus sweep studies/dynamic-sampling.yaml",
      "  gradus sweep studies/dynamic-sampling.yaml --seeds 1,2 --run runs/short"
    })
final class SweepCommand extends ResultCommand {
  @Parameters(paramLabel = "STUDY", description = "A YAML file, such as studies/clip-higher.yaml.")
  private Path file = Path.of("");

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "Directory of the sweep. Default: runs/NAME.")
  private Optional<Path> directory = Optional.empty();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      split = ",",
      description = "Other seeds than the study's, such as 1,2,3.")
  private List<Long> seeds = new ArrayList<>();

  @Option(
      names = "--shared",
      paramLabel = "DIR",
      description =
          "Folder for stages that several arms begin with; another sweep may use it, too. Default: "
              + "'shared' in the directory of the sweep.")
  private Optional<Path> shared = Optional.empty();

  @Option(
      names = "--dry-run",
      description = "Check the recipe of each arm and print the runs, without training.")
  private boolean dryRun;

  @Override
  CommandResult result() {
    RecipeSource recipes = new RecipeSource();
    Study read = Study.read(file, recipes.components());
    Study study = seeds.isEmpty() ? read : read.withSeeds(seeds);
    Path folder = directory.orElse(Path.of("runs", study.name()));
    StopSignal stop = new StopSignal();
    return Shutdown.guard(stop, "; repeat the command to continue", () -> {
      try (Progress progress = Progress.onStandardError()) {
        Sweep sweep = new Sweep(
            study,
            recipes,
            folder,
            shared.orElse(folder.resolve("shared")),
            new TrainingProcess(Gradus.class.getName(), stop),
            stop,
            progress::note);
        if (dryRun) {
          return new Planned(sweep.plan());
        }
        List<String> failed = sweep.train();
        return new Swept(
            Summary.write(study, sweep, folder), failed.isEmpty() ? 0 : Gradus.FAILED_CHECK);
      }
    });
  }

  /** Result of {@code sweep --dry-run}. */
  record Planned(Plan plan) implements CommandResult {
    @Override
    public Object json() {
      return plan;
    }

    @Override
    public String words() {
      return plan.words();
    }
  }

  /**
   * Result of {@code sweep}.
   *
   * @param exitCode not 0 if a safety check stopped a run
   */
  record Swept(Summary summary, int exitCode) implements CommandResult {
    @Override
    public Object json() {
      return summary;
    }

    @Override
    public String words() {
      return summary.words();
    }
  }
}
