package io.gradus.experiments.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run ended with: {@code result.json}.
 *
 * @param run the run directory
 * @param recipe the recipe's name
 * @param evaluation each benchmark before and after, by benchmark and mode
 * @param signal what the stages that explore had to learn from
 * @param verdict what the run comes to, in words
 * @param best the best checkpoint; null where the recipe keeps none
 * @param seconds training time of all processes of this run
 * @param peakMemoryBytes largest resident size of any process of this run that wrote a result; -1 where the system does not report it
 * @param weightsSha256 hash of the trained weights
 * @param report the page of the report, {@code none} where it could not be written; null in the file, which is older
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunResult(
    String run,
    String recipe,
    long seed,
    List<Length> stages,
    Map<String, Comparison> evaluation,
    List<StageSignal> signal,
    RunVerdict verdict,
    @Nullable BestCheckpoint best,
    double seconds,
    long peakMemoryBytes,
    @JsonProperty("weights_sha256") String weightsSha256,
    @Nullable String report) {

  public RunResult {
    stages = List.copyOf(stages);
    evaluation = ImmutableMap.copyOf(evaluation);
    signal = List.copyOf(signal);
  }

  /**
   * A stage and its length.
   *
   * @param steps that it made
   */
  public record Length(String name, int steps) {}

  /** The same with the page of the report. */
  public RunResult withReport(String page) {
    return new RunResult(
        run,
        recipe,
        seed,
        stages,
        evaluation,
        signal,
        verdict,
        best,
        seconds,
        peakMemoryBytes,
        weightsSha256,
        page);
  }

  /** The verdict, and where everything is. */
  public String words() {
    return "%s%ndone in %.0f s; run: %s; report: %s"
        .formatted(verdict.words(), seconds, run, report == null ? "none" : report);
  }
}
