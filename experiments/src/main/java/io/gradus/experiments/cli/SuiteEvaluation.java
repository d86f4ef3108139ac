package io.gradus.experiments.cli;

import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.experiments.benchmark.Suite;
import io.gradus.experiments.benchmark.SuiteFile;
import io.gradus.experiments.binding.RecipeWriter;
import io.gradus.experiments.harness.Endpoint;
import io.gradus.experiments.harness.EvaluationFolder;
import io.gradus.experiments.harness.PolicyModel;
import io.gradus.experiments.harness.ServerModel;
import io.gradus.experiments.harness.SuiteRun;
import io.gradus.experiments.progress.Progress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
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

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "Ask a server that speaks OpenAI's protocol, such as http://localhost:8000/v1, with "
              + "--benchmarks. MODEL is then the server's name for the model.")
  private Optional<URI> server = Optional.empty();

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "Longest time of one request to the server (default: ${DEFAULT-VALUE}).")
  private int patience;

  /** Whether a suite is given. */
  boolean wanted() {
    return suite.isPresent();
  }

  /** Refuses options that have no meaning without a suite. */
  void refuseWithoutSuite() {
    if (output.isPresent() || server.isPresent()) {
      throw new UserError("%s: belongs to --benchmarks. Leave the option out"
          .formatted(output.isPresent() ? "--output" : "--server"));
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

  /**
   * A suite as text.
   *
   * @param asked without variants
   */
  private record Yaml(String asked, String whole) {}

  /** Runs the suite on a model. */
  CommandResult run(Path path, ModelOptions options) {
    if (batchTokens < 1) {
      throw new UserError("--batch-tokens: must be positive, but is " + batchTokens);
    }
    if (patience < 1) {
      throw new UserError("--patience: must be positive, but is " + patience);
    }
    Components components = Components.load();
    Suite benchmarks = SuiteFile.read(suite.orElseThrow(), components);
    Yaml yaml = new Yaml(
        new RecipeWriter(components).write(benchmarks.unvaried()),
        new RecipeWriter(components).write(benchmarks));
    StopSignal stop = new StopSignal();
    return Shutdown.guard(stop, ": the same command continues", () -> {
      try (Progress progress = Progress.onStandardError()) {
        return server.isPresent()
            ? onServer(path, benchmarks, yaml, progress, stop)
            : inMemory(path, options, benchmarks, yaml, progress, stop);
      }
    });
  }

  private CommandResult inMemory(
      Path path,
      ModelOptions options,
      Suite benchmarks,
      Yaml yaml,
      Progress progress,
      StopSignal stop) {
    ModelSource source = ModelSource.of(path, options);
    try (OpenModel open = source.open()) {
      String checkpoint = open.checkpoint().orElse("");
      SuiteRun.Subject subject = new SuiteRun.Subject(
          (path + " " + checkpoint).strip(),
          source.fingerprint(open),
          new PolicyModel(open.policy(), source.tokenizer(), benchmarks.seed(), stop));
      return finished(
          folder(benchmarks, path, checkpoint), benchmarks, yaml, subject, progress, stop);
    }
  }

  private CommandResult onServer(
      Path name, Suite benchmarks, Yaml yaml, Progress progress, StopSignal stop) {
    URI base = server.orElseThrow();
    if (base.getHost() == null || !String.valueOf(base.getScheme()).matches("https?")) {
      throw new UserError(
          "--server: expected an address such as http://localhost:8000/v1, but is " + base);
    }
    Optional<String> key = Optional.ofNullable(System.getenv("GRADUS_API_KEY"));
    try (Endpoint endpoint =
        new Endpoint(base, Duration.ofSeconds(patience), Duration.ofSeconds(1), key, stop)) {
      SuiteRun.Subject subject = new SuiteRun.Subject(
          name.toString(),
          base.toString(),
          new ServerModel(endpoint, name.toString(), benchmarks.seed()));
      return finished(folder(benchmarks, name, ""), benchmarks, yaml, subject, progress, stop);
    }
  }

  private CommandResult finished(
      Path folder,
      Suite benchmarks,
      Yaml yaml,
      SuiteRun.Subject subject,
      Progress progress,
      StopSignal stop) {
    return new Finished(
        new SuiteRun(benchmarks, new EvaluationFolder(folder), progress, stop, batchTokens)
            .run(subject, yaml.asked(), yaml.whole()));
  }

  private Path folder(Suite suite, Path path, String checkpoint) {
    String model = path.toAbsolutePath().normalize().getFileName().toString()
        + (checkpoint.isEmpty() ? "" : "-" + checkpoint);
    return output.orElseGet(() -> Path.of("evals", suite.name(), model));
  }
}
