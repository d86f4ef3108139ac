package io.gradus.experiments.cli;

import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.core.policy.Policy;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.rows.Lines;
import io.gradus.experiments.run.RewardModels;
import io.gradus.experiments.score.CaseScoring;
import io.gradus.experiments.score.Preset;
import io.gradus.experiments.score.RowScoring;
import io.gradus.experiments.score.ScoreRun;
import io.gradus.experiments.score.Scoring;
import io.gradus.experiments.score.Summary;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = "Scores rows of JSON lines with any reward: {\"id\", \"verifier\", \"gold\", "
        + "\"completion\" or \"answer\", \"options\", ...}.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus score rows.jsonl > scored.jsonl",
      "  gradus score rows.jsonl --output scored.jsonl --compare expected --json",
      "  gradus score --preset hostile-math cases.jsonl > scored.jsonl"
    })
final class ScoreCommand implements Callable<Integer> {
  private static final int MOST_THREADS = 1_024;

  /** Converts the name of a suite. */
  static final class PresetName implements ITypeConverter<Preset> {
    @Override
    public Preset convert(String name) {
      try {
        return Preset.of(name);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "JSON lines, also .gz. Default, and -: standard input.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Rows to score at the same time (default: one for each processor).")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--preset",
      paramLabel = "SUITE",
      converter = PresetName.class,
      description =
          "The rows are cases of a suite, with its own fields: ${COMPLETION-CANDIDATES} (see "
              + "docs/verifiers.md).")
  private Optional<Preset> preset = Optional.empty();

  @Option(
      names = "--compare",
      paramLabel = "FIELD",
      description =
          "Name of the field with the expected result: the name of a verdict, true or false, or "
              + "a reward.")
  private Optional<String> compared = Optional.empty();

  @Mixin
  private RowOutput rows = new RowOutput();

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    int workers = threads.orElse(Runtime.getRuntime().availableProcessors());
    if (workers < 1 || workers > MOST_THREADS) {
      throw new UserError(
          "--threads: must be from 1 to %d, but is %d".formatted(MOST_THREADS, workers));
    }
    if (preset.isPresent() && compared.isPresent()) {
      throw new UserError(
          "--compare: leave the option out, because --preset %s compares with the suite's own column"
              .formatted(preset.get()));
    }
    rows.check();
    List<Policy> models = new CopyOnWriteArrayList<>();
    try (Lines lines = lines();
        Progress progress = Progress.onStandardError()) {
      Scoring scoring = preset.isPresent()
          ? new CaseScoring(preset.get())
          : new RowScoring(
              Components.load(), compared, reward -> RewardModels.load(reward, models::add));
      ScoreRun run = new ScoreRun(lines, scoring, workers, compared.isPresent());
      Summary summary = score(lines, run, progress);
      progress.note(summary.words());
      if (output.json()) {
        Map<String, Object> figures = new LinkedHashMap<>(summary.figures());
        rows.target().ifPresent(path -> figures.put("output", path.toString()));
        output.print(figures, "");
      }
      return summary.bad() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.USAGE;
    } finally {
      models.forEach(Policy::close);
    }
  }

  private Lines lines() {
    return file.filter(path -> !path.toString().equals("-"))
        .map(Lines::of)
        .orElseGet(() -> Lines.of("standard input", System.in));
  }

  /**
   * Scores the rows. With {@code --json}, standard output gets only the summary, so rows go to {@code --output} or are
   * dropped.
   */
  private Summary score(Lines lines, ScoreRun run, Progress progress) {
    AtomicReference<@Nullable Summary> summary = new AtomicReference<>();
    try (Progress.Phase phase = progress.phase("scoring " + lines.name(), lines.count())) {
      rows.write(
          !output.json(), out -> summary.set(run.run(out, RowOutput.listener(progress, phase))));
    }
    return Objects.requireNonNull(summary.get());
  }
}
