package io.gradus.experiments.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gradus.experiments.doctor.Diagnosis;
import io.gradus.experiments.run.Fit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Output of {@code train --dry-run}.
 *
 * @param resolved the recipe with all its defaults
 * @param diagnosis findings about the settings alone
 */
record DryRun(String resolved, Fit fit, Diagnosis diagnosis) implements CommandResult {
  /** The fields of the JSON output. */
  private record Fields(
      @JsonProperty String recipe,
      @JsonProperty Map<String, Long> memory,
      @JsonProperty("memory_total") long total,
      @JsonProperty("micro_batch_tokens") int microBatchTokens,
      @JsonProperty("activation_checkpointing") boolean checkpointing,
      @JsonProperty List<Map<String, String>> findings) {}

  @Override
  public Object json() {
    return new Fields(
        resolved,
        fit.plan().bytes(),
        fit.plan().total(),
        fit.microBatchTokens(),
        fit.activations().checkpointing(),
        diagnosis.findings().stream().map(f -> f.fields()).toList());
  }

  /** Returns the recipe, and everything else as comments, so that the output is a valid recipe. */
  @Override
  public String words() {
    return "%s%n%s%n%s"
        .formatted(
            resolved,
            fit.words(),
            diagnosis.lines().isEmpty()
                ? "# the settings have no fault; 'gradus doctor' also checks data and policy"
                : diagnosis.lines().stream()
                    .map(line -> "# " + line)
                    .collect(Collectors.joining("\n")));
  }
}
