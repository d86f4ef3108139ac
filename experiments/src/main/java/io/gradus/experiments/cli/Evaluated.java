package io.gradus.experiments.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.gradus.experiments.evaluation.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Evaluation of a model on benchmarks.
 *
 * @param model run directory, folder or file
 * @param checkpoint name of a run's checkpoint; null for other models
 */
record Evaluated(String model, @Nullable String checkpoint, List<Result> results)
    implements CommandResult {
  /**
   * The fields of the JSON output.
   *
   * @param benchmarks metrics by benchmark and mode, such as {@code addition sampled}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Fields(
      @JsonProperty String model,
      @JsonProperty @Nullable String checkpoint,
      @JsonProperty Map<String, Map<String, Object>> benchmarks) {}

  @Override
  public Object json() {
    Map<String, Map<String, Object>> figures = new LinkedHashMap<>();
    results.forEach(r -> figures.put(r.benchmark() + " " + r.mode(), r.figures()));
    return new Fields(model, checkpoint, figures);
  }

  @Override
  public String words() {
    return (checkpoint == null ? "model " + model : "checkpoint " + checkpoint) + "\n"
        + results.stream().map(Result::words).collect(Collectors.joining("\n"));
  }
}
