package io.gradus.experiments.cli;

import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.experiments.evaluation.Benchmark;
import io.gradus.experiments.evaluation.EvaluationContext;
import io.gradus.experiments.evaluation.Result;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.NewestCheckpoint;
import io.gradus.experiments.run.RunDirectory;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description =
        "Runs the benchmarks of a run, or of another recipe, on the run's newest checkpoint.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus eval runs/quickstart",
      "  gradus eval runs/quickstart --set evaluation.benchmarks[0].problems=100",
      "  gradus eval runs/quickstart --recipe recipes/other.yaml --json"
    })
final class EvalCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "A run directory.")
  private Path directory = Path.of("");

  @Option(
      names = "--recipe",
      paramLabel = "RECIPE",
      description = "Take the benchmarks of this recipe instead of the run's own.")
  private Optional<Path> other = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a key of the recipe: --set evaluation.benchmarks[0].problems=100.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--date",
      paramLabel = "DAY",
      description =
          "The day for chat templates that write today's date, such as 2025-01-31 (default: the run's).")
  private Optional<LocalDate> date = Optional.empty();

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    RecipeSource source = new RecipeSource();
    RunDirectory run = new RunDirectory(directory);
    Recipe recipe = source.ofRun(run);
    Recipe examined = source.read(other.orElse(run.recipe()), settings);
    List<Benchmark> benchmarks = examined.evaluation().benchmarks();
    if (benchmarks.isEmpty()) {
      throw new UserError(
          "evaluation.benchmarks: the recipe names none, so there is nothing to evaluate");
    }
    StopSignal stop = new StopSignal();
    Map<String, Object> printed = new LinkedHashMap<>();
    printed.put("run", run.path().toString());
    Map<String, Object> results = new LinkedHashMap<>();
    StringBuilder words = new StringBuilder();
    Shutdown.guard(stop, "", () -> {
      try (Progress progress = Progress.onStandardError();
          NewestCheckpoint checkpoint = NewestCheckpoint.load(recipe, run)) {
        printed.put("checkpoint", checkpoint.name());
        words.append("checkpoint ").append(checkpoint.name()).append('\n');
        for (Benchmark benchmark : benchmarks) {
          try (Progress.Phase phase =
              progress.phase("evaluating " + benchmark.name(), benchmark.completions())) {
            EvaluationContext context = new EvaluationContext(
                checkpoint.policy(),
                recipe.tokenizer(),
                ModelSource.template(recipe, date),
                recipe.seed(),
                stop,
                phase::advance);
            for (Result result : benchmark.evaluate(context)) {
              results.put(result.benchmark() + " " + result.mode(), result.figures());
              result.warning().ifPresent(warning -> progress.note("warning: " + warning));
              words.append(Words.of(result)).append('\n');
            }
          }
        }
        return results;
      }
    });
    printed.put("benchmarks", results);
    output.print(printed, words.toString().strip());
    return 0;
  }
}
