package io.gradus.experiments.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gradus.experiments.doctor.Diagnosis;
import io.gradus.experiments.run.Fit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What {@code train --dry-run} shows.
 *
 * @param resolved the recipe with all its defaults
 * @param diagnosis what its settings show at no cost
 */
record DryRun(String resolved, Fit fit, Diagnosis diagnosis) implements CommandResult {
  /** As JSON. */
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

  /** Comments, except for the recipe: the output can be used as one. */
  @Override
  public String words() {
    return "%s%n%s%n%s"
        .formatted(
            resolved,
            fit.words(),
            diagnosis.lines().isEmpty()
                ? "# its settings show no fault; 'gradus doctor' also looks at data and policy"
                : diagnosis.lines().stream()
                    .map(line -> "# " + line)
                    .collect(Collectors.joining("\n")));
  }
}
