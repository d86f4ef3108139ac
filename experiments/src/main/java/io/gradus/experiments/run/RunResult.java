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
 * Result of a run: {@code result.json}.
 *
 * @param run the run directory
 * @param recipe the recipe's name
 * @param evaluation each benchmark before and after, by benchmark and mode
 * @param signal signal of the stages that explore
 * @param verdict verdict in words
 * @param best best checkpoint; null if the recipe keeps none
 * @param seconds training time of all processes of this run
 * @param peakMemoryBytes largest resident size of all processes of this run that wrote a result; -1 if the system does
 *     not report it
 * @param weightsSha256 hash of the trained weights
 * @param report page of the report, or {@code none} if it could not be written; null in the file, which is written
 *     before the report
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunResult(
    String run,
    String recipe,
    long seed,
    List<Length> stages,
    Map<String, BeforeAfter> evaluation,
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
   * A finished stage.
   *
   * @param steps number of steps that it made
   */
  public record Length(String name, int steps) {}

  /** This result with the page of the report. */
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

  /** Returns the verdict, run directory and report. */
  public String words() {
    return "%s%ndone in %.0f s; run: %s; report: %s"
        .formatted(verdict.words(), seconds, run, report == null ? "none" : report);
  }
}
