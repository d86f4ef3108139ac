package io.gradus.experiments.cli;

import com.google.common.base.Suppliers;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.logprobs.LogProbRun;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.rows.Lines;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "logprobs",
    mixinStandardHelpOptions = true,
    description = "Prints the log-prob of every token of rows {\"id\", \"ids\": [...]} or {\"id\", "
        + "\"text\"}, to compare with another implementation.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus logprobs models/SmolLM2-135M-Instruct --input rows.jsonl > scored.jsonl",
      "  gradus logprobs model.gguf --input rows.jsonl --top 10 --output scored.jsonl",
      "  gradus logprobs runs/quickstart --checkpoint grpo-100 --input - < rows.jsonl"
    })
final class LogProbsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = ModelSource.MODEL)
  private Path path = Path.of("");

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "JSON lines, also .gz; - means standard input.")
  private Path input = Path.of("-");

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "0",
      description = "Also print the K largest logits after each token, as [[id, logit], ...].")
  private int top;

  @Mixin
  private ModelOptions options = new ModelOptions();

  @Mixin
  private RowOutput rows = new RowOutput();

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    if (top < 0) {
      throw new UserError("--top: must not be negative, but is " + top);
    }
    if (output.json() && rows.target().isEmpty()) {
      throw new UserError(
          "--json: standard output then has one object and no rows. Give --output FILE for the "
              + "rows");
    }
    rows.check();
    try (Lines lines =
            input.toString().equals("-") ? Lines.of("standard input", System.in) : Lines.of(input);
        Progress progress = Progress.onStandardError()) {
      ModelSource model = ModelSource.of(path, options);
      LogProbRun.Tally tally = score(model, lines, progress);
      String words = "%d rows with %d tokens%s"
          .formatted(
              tally.rows(),
              tally.tokens(),
              tally.bad() == 0 ? "" : ", %d lines refused".formatted(tally.bad()));
      progress.note(words);
      if (output.json()) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("model", path.toString());
        figures.put("rows", tally.rows());
        figures.put("tokens", tally.tokens());
        figures.put("bad", tally.bad());
        rows.target().ifPresent(file -> figures.put("output", file.toString()));
        output.print(figures, "");
      }
      return tally.bad() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.USAGE;
    }
  }

  private LogProbRun.Tally score(ModelSource model, Lines lines, Progress progress) {
    Supplier<Tokenizer> tokenizer = Suppliers.memoize(model::tokenizer);
    AtomicReference<LogProbRun.@Nullable Tally> tally = new AtomicReference<>();
    StopSignal stop = new StopSignal();
    return Shutdown.guard(stop, "", () -> {
      try (OpenModel open = model.open();
          Progress.Phase phase = progress.phase("log-probs of " + lines.name(), lines.count())) {
        LogProbRun run = new LogProbRun(lines, open.policy(), tokenizer, top, stop);
        rows.write(
            true,
            out -> tally.set(run.run(out.orElseThrow(), RowOutput.listener(progress, phase))));
        return Objects.requireNonNull(tally.get());
      }
    });
  }
}
