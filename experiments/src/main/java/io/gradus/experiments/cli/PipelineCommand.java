package io.gradus.experiments.cli;

import io.gradus.core.StopSignal;
import io.gradus.experiments.pipeline.Pipeline;
import io.gradus.experiments.pipeline.PipelineFolder;
import io.gradus.experiments.pipeline.PipelinePage;
import io.gradus.experiments.pipeline.PipelineRun;
import io.gradus.experiments.pipeline.PipelineSummary;
import io.gradus.experiments.progress.Progress;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "pipeline",
    mixinStandardHelpOptions = true,
    description =
        "Runs a pipeline: stages that train models, sample data and read each other's results. A "
            + "stage that is done and whose inputs have not changed is not run again, so repeat the "
            + "command to continue.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus pipeline pipelines/r1.yaml",
      "  gradus pipeline pipelines/r1.yaml --until reasoning",
      "  gradus pipeline pipelines/r1.yaml --set reasoning.plan.steps=300",
      "  gradus stages runs/r1"
    })
final class PipelineCommand extends ResultCommand {
  @Parameters(paramLabel = "PIPELINE", description = "A YAML file, such as pipelines/r1.yaml.")
  private Path file = Path.of("");

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "Directory of the pipeline. Default: runs/NAME.")
  private Optional<Path> directory = Optional.empty();

  @Option(
      names = "--until",
      paramLabel = "STAGE",
      description = "Run only this stage and those that it depends on.")
  private Optional<String> until = Optional.empty();

  @Option(
      names = "--dry-run",
      description = "Check every stage and print the graph, without running anything.")
  private boolean dryRun;

  @Mixin
  private RecipeSettings settings = new RecipeSettings();

  @Override
  CommandResult result() {
    RecipeSource recipes = new RecipeSource();
    Pipeline pipeline = Pipeline.read(file, settings.all(), recipes.components());
    Path folder = directory.orElse(Path.of("runs", pipeline.name()));
    PipelineRun run = new PipelineRun(pipeline, recipes, folder);
    run.checkUntil(until);
    if (!dryRun) {
      StopSignal stop = new StopSignal();
      Shutdown.guard(stop, "; repeat the command to continue", () -> {
        run.run(
            until,
            () -> PipelineFolder.write(folder, file, settings.all()),
            Progress::onStandardError,
            stop);
        return "";
      });
      PipelineSummary summary = PipelineSummary.of(run, folder);
      summary.write(folder.resolve(PipelineFolder.SUMMARY));
      return new Piped(summary, Optional.of(PipelinePage.write(summary, folder)));
    }
    return new Piped(PipelineSummary.of(run, folder), Optional.empty());
  }

  /** Result of a pipeline: its stages, and the page that shows them. */
  record Piped(PipelineSummary summary, Optional<Path> page) implements CommandResult {
    @Override
    public Object json() {
      return summary;
    }

    @Override
    public String words() {
      return summary.words() + page.map(path -> "\nreport: " + path).orElse("");
    }
  }
}
