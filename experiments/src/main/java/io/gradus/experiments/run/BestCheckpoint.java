package io.gradus.experiments.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gradus.experiments.journal.Position;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint with the highest pass@1 on a benchmark; if several are equal, the earliest. Only the journal of
 * evaluations decides which checkpoint it is, so a killed and resumed run finds the same checkpoint.
 *
 * @param checkpoint name, such as {@code 2-grpo-000100}
 * @param mode {@code sampled}, or {@code greedy} if the benchmark only decodes greedily
 * @param passAt1 pass@1 in [0, 1], with its 95 % interval {@code low} to {@code high}
 * @param evaluations number of evaluations that were compared
 * @param start pass@1 of the weights before the first step; null if they were not evaluated
 */
@JsonNaming(SnakeCaseStrategy.class)
public record BestCheckpoint(
    String checkpoint,
    String benchmark,
    String mode,
    @JsonProperty("pass_at_1") double passAt1,
    double low,
    double high,
    int evaluations,
    @JsonProperty("start_pass_at_1") @Nullable Double start) {

  /**
   * Chooses the best of some checkpoints.
   *
   * @param checkpoints names of the checkpoints to choose from
   * @return empty if none of them was evaluated on the benchmark
   */
  static Optional<BestCheckpoint> of(
      RunDirectory directory, String benchmark, Collection<String> checkpoints) {
    Optional<JsonNode> best = Optional.empty();
    String mode = "";
    int evaluations = 0;
    Double start = null;
    for (JsonNode line : directory.evaluations().read()) {
      if (!line.path("benchmark").asText().equals(benchmark)) {
        continue;
      }
      mode = mode.isEmpty() ? line.path("mode").asText() : mode; // sampled is written before greedy
      if (!line.path("mode").asText().equals(mode)) {
        continue;
      }
      if (line.path("step").asLong() == 0) {
        start = passAt1(line); // no checkpoint has these weights
        continue;
      }
      evaluations++;
      if (checkpoints.contains(name(line))
          && (best.isEmpty() || passAt1(line) > passAt1(best.get()))) {
        best = Optional.of(line);
      }
    }
    int all = evaluations;
    Double before = start;
    return best.map(line -> new BestCheckpoint(
        name(line),
        benchmark,
        line.path("mode").asText(),
        passAt1(line),
        line.path("low").asDouble(),
        line.path("high").asDouble(),
        all,
        before));
  }

  private static String name(JsonNode line) {
    return new Position(line.path("stage_index").asInt(), line.path("step").asLong())
        .checkpoint(line.path("stage").asText());
  }

  private static double passAt1(JsonNode line) {
    return line.path("pass_at_1").asDouble();
  }

  /** Whether the weights before the first step were as good, so that training brought nothing. */
  boolean unbeaten() {
    return startedAt() >= passAt1;
  }

  /** pass@1 of the weights before the first step; below 0 if they were not evaluated. */
  private double startedAt() {
    return start == null ? -1 : start;
  }

  /** Human-readable checkpoint and reason. */
  String words() {
    if (unbeaten()) {
      return "no checkpoint beat the starting weights, which had pass@1 %.1f %% on %s (%s). The best of %d evaluations after them is %s with %.1f %%"
          .formatted(100 * startedAt(), benchmark, mode, evaluations, checkpoint, 100 * passAt1);
    }
    return "best checkpoint: %s, pass@1 %.1f %% on %s (%s), the highest of %d evaluations"
        .formatted(checkpoint, 100 * passAt1, benchmark, mode, evaluations);
  }
}
