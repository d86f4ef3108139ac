package io.gradus.experiments.cli;

import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.experiments.benchmark.Suite;
import io.gradus.experiments.benchmark.SuiteFile;
import io.gradus.experiments.binding.RecipeWriter;
import io.gradus.experiments.harness.EvaluationFolder;
import io.gradus.experiments.harness.PolicyModel;
import io.gradus.experiments.harness.SuiteRun;
import io.gradus.experiments.progress.Progress;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of {@code gradus eval MODEL --benchmarks}, and what they do. */
final class SuiteEvaluation {
  @Option(
      names = "--benchmarks",
      paramLabel = "SUITE",
      description = "Run the benchmarks of this file instead of a recipe's (docs/benchmarks.md).")
  private Optional<Path> suite = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Folder of the answers and scores, with --benchmarks; the same command continues there. "
              + "Default: evals/SUITE/MODEL.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--batch-tokens",
      paramLabel = "N",
      defaultValue = "" + SuiteRun.BATCH_TOKENS,
      description = "Largest number of tokens that run together, with --benchmarks (default: "
          + "${DEFAULT-VALUE}). Lower it if memory runs out.")
  private int batchTokens;

  /** Whether a suite is given. */
  boolean wanted() {
    return suite.isPresent();
  }

  /** Refuses options that have no meaning without a suite. */
  void refuseWithoutSuite() {
    if (output.isPresent()) {
      throw new UserError("--output: belongs to --benchmarks. Leave the option out");
    }
  }

  /** Results on the command line. */
  private record Finished(SuiteRun.Results results) implements CommandResult {
    @Override
    public Object json() {
      return results;
    }

    @Override
    public String words() {
      return results.words();
    }
  }

  /** Runs the suite on a model. */
  CommandResult run(Path path, ModelOptions options) {
    if (batchTokens < 1) {
      throw new UserError("--batch-tokens: must be positive, but is " + batchTokens);
    }
    Components components = Components.load();
    Suite benchmarks = SuiteFile.read(suite.orElseThrow(), components);
    ModelSource source = ModelSource.of(path, options);
    StopSignal stop = new StopSignal();
    return Shutdown.guard(stop, ": the same command continues", () -> {
      try (Progress progress = Progress.onStandardError();
          OpenModel open = source.open()) {
        String name =
            path + open.checkpoint().map(checkpoint -> " " + checkpoint).orElse("");
        SuiteRun.Subject subject = new SuiteRun.Subject(
            name,
            source.fingerprint(open),
            new PolicyModel(open.policy(), source.tokenizer(), benchmarks.seed(), stop));
        EvaluationFolder folder =
            new EvaluationFolder(output.orElseGet(() -> folder(benchmarks, path, open)));
        return new Finished(new SuiteRun(benchmarks, folder, progress, stop, batchTokens)
            .run(subject, new RecipeWriter(components).write(benchmarks)));
      }
    });
  }

  private static Path folder(Suite suite, Path path, OpenModel open) {
    String model = path.toAbsolutePath().normalize().getFileName().toString()
        + open.checkpoint().map(checkpoint -> "-" + checkpoint).orElse("");
    return Path.of("evals", suite.name(), model);
  }
}
