package io.gradus.experiments.cli;

import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.Fit;
import io.gradus.experiments.run.Run;
import io.gradus.experiments.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains what a recipe says, into a run directory, and reports.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus train recipes/quickstart.yaml",
      "  gradus train recipes/quickstart.yaml --run runs/seed18 --set seed=18",
      "  gradus train recipes/quickstart.yaml --resume",
      "  gradus train my.yaml --dry-run"
    })
final class TrainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RECIPE", description = "A YAML file, such as recipes/quickstart.yaml.")
  private Path file = Path.of("");

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "The run directory; without it runs/NAME.")
  private Optional<Path> directory = Optional.empty();

  @Option(
      names = "--resume",
      description = "Go on from the newest whole checkpoint of the run directory.")
  private boolean resume;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a key of the recipe: --set grpo.plan.steps=10. May be repeated.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--dry-run",
      description = "Show the recipe with all its defaults and the memory it plans; train nothing.")
  private boolean dryRun;

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    RecipeSource source = new RecipeSource();
    Recipe recipe = source.read(file, settings);
    String resolved = source.resolved(recipe);
    if (dryRun) {
      Run.examine(recipe);
      Fit fit = Fit.choose(recipe);
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("recipe", resolved);
      result.put("memory", fit.plan().bytes());
      result.put("memory_total", fit.plan().total());
      result.put("micro_batch_tokens", fit.microBatchTokens());
      result.put("activation_checkpointing", fit.activations().checkpointing());
      output.print(result, resolved + "\n" + fit.words());
      return 0;
    }
    RunDirectory run = new RunDirectory(directory.orElse(Path.of("runs", recipe.name())));
    StopSignal stop = new StopSignal();
    Map<String, Object> result =
        Shutdown.guard(stop, "; go on with the same command and --resume", () -> {
          try (Progress progress = Progress.onStandardError()) {
            return new Run(recipe, resolved, run, progress, stop).train(resume);
          }
        });
    int exitCode = ExitCode.OK;
    try {
      result.put("report", ReportCommand.write(List.of(run.path())).toString());
    } catch (UserError e) { // the result of hours must not be lost with its picture
      System.err.println("the report could not be written: " + e.getMessage());
      result.put("report", "none");
      exitCode = ExitCode.USAGE;
    }
    output.print(result, Words.trained(result));
    return exitCode;
  }
}
