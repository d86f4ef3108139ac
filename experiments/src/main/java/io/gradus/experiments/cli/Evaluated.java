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
 * The benchmarks of a model.
 *
 * @param model run directory, folder or file
 * @param checkpoint of a run; null for other models
 */
record Evaluated(String model, @Nullable String checkpoint, List<Result> results)
    implements CommandResult {
  /**
   * As JSON.
   *
   * @param benchmarks figures by benchmark and mode, {@code addition sampled}
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
