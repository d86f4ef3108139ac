package io.gradus.experiments.cli;

import io.gradus.experiments.pipeline.PipelineFolder;
import io.gradus.experiments.pipeline.PipelineRun;
import io.gradus.experiments.pipeline.PipelineSummary;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "stages",
    mixinStandardHelpOptions = true,
    description =
        "Prints the stages of a pipeline: which are done, which are stale because a key or an input "
            + "changed, and which come next. Changes nothing.",
    footerHeading = "%nExample:%n",
    footer = "  gradus stages runs/r1")
final class StagesCommand extends ResultCommand {
  @Parameters(paramLabel = "RUN", description = "Directory of a pipeline.")
  private Path folder = Path.of("");

  @Override
  CommandResult result() {
    RecipeSource recipes = new RecipeSource();
    PipelineRun run =
        new PipelineRun(PipelineFolder.read(folder, recipes.components()), recipes, folder);
    return new PipelineCommand.Piped(PipelineSummary.of(run, folder), Optional.empty());
  }
}
