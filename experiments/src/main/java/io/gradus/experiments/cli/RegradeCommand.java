package io.gradus.experiments.cli;

import io.gradus.core.Reward;
import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.experiments.regrade.Regrade;
import io.gradus.experiments.regrade.Regraded;
import io.gradus.experiments.rows.RowText;
import io.gradus.experiments.score.NamedReward;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "regrade",
    mixinStandardHelpOptions = true,
    description =
        "Grades stored completions with any reward: rollouts and answers of Gradus, samples of "
            + "lm-evaluation-harness (--log_samples), logs of inspect-ai.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus regrade runs/gsm8k/rollouts/1-grpo/step-000100.jsonl.gz",
      "  gradus regrade samples_gsm8k.jsonl --verifier math-answer --output scored.jsonl",
      "  gradus regrade --self-check"
    })
final class RegradeCommand extends ResultCommand {
  private static final String VERIFIER = "math-answer";
  /** Logs of others seldom have boxed answers. */
  private static final String LENIENT = "{\"leniency\": \"lenient\"}";

  @Parameters(arity = "0..*", paramLabel = "FILE", description = "Logs: .jsonl, .json, .gz, .eval.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--verifier",
      paramLabel = "NAME",
      description =
          "Name of the reward. Default: math-answer, which then also reads answers outside boxes.")
  private Optional<String> verifier = Optional.empty();

  @Option(
      names = "--options",
      paramLabel = "JSON",
      description = "Keys of the reward, such as '{\"leniency\": \"strict\"}'.")
  private Optional<String> options = Optional.empty();

  @Option(
      names = "--self-check",
      description =
          "Grade the published solutions of GSM8K that are part of Gradus, and compare with their "
              + "published grades.")
  private boolean selfCheck;

  @Mixin
  private RowOutput rows = new RowOutput();

  /** Results by file. */
  private record Results(Map<String, Regraded> logs, boolean failed) implements CommandResult {
    @Override
    public Object json() {
      return logs;
    }

    @Override
    public String words() {
      return logs.values().stream().map(Regraded::words).collect(Collectors.joining("\n"));
    }

    @Override
    public int exitCode() {
      return failed ? Gradus.FAILED_CHECK : 0;
    }
  }

  @Override
  CommandResult result() {
    if (files.isEmpty() && !selfCheck) {
      throw new UserError("FILE: name at least one log, or give --self-check");
    }
    rows.check();
    Reward reward = NamedReward.of(
        Components.load(),
        verifier.orElse(VERIFIER),
        options.orElse(verifier.isEmpty() ? LENIENT : "{}"));
    Map<String, Regraded> logs = new LinkedHashMap<>();
    rows.write(false, out -> {
      Regrade regrade = new Regrade(
          reward,
          row -> out.ifPresent(stream -> {
            try {
              stream.write(RowText.written(row));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }));
      files.forEach(file -> logs.put(file.toString(), regrade.file(file)));
      if (selfCheck) {
        logs.put("self-check", regrade.shipped());
      }
      if (out.isPresent()) {
        out.get().flush();
      }
    });
    Regraded checked = logs.get("self-check");
    return new Results(logs, checked != null && checked.agreeing() < checked.graded());
  }
}
