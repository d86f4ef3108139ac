package io.gradus.experiments.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gradus.experiments.evaluation.Result;
import io.gradus.experiments.run.BeforeAfter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a stage of a pipeline did.
 *
 * @param inputs stages that it reads
 * @param seconds training time; 0 if it has not ended
 * @param sampledTokens tokens that its policy sampled for training
 * @param trainedTokens tokens of demonstrations that it was trained on
 * @param evaluation figures of its last evaluation by benchmark and mode
 * @param effect its last evaluation, compared with the last evaluation of the stage whose weights it began with
 * @param counts completions of rejection sampling by reason; empty for other stages
 */
@JsonNaming(SnakeCaseStrategy.class)
public record StageOutcome(
    String name,
    String type,
    String model,
    List<String> inputs,
    StageStatus status,
    double seconds,
    double sampledTokens,
    double trainedTokens,
    Map<String, JsonNode> evaluation,
    Map<String, BeforeAfter> effect,
    Map<String, Long> counts) {

  /** {@code addition sampled: pass@1 36.8 % -> 96.4 % (...)}; empty without an evaluation. */
  String effectWords() {
    return evaluation.entrySet().stream()
        .map(e -> Optional.ofNullable(effect.get(e.getKey()))
            .map(comparison -> e.getKey() + ": " + comparison.words())
            .orElseGet(() -> e.getKey() + ": " + figure(e.getValue())))
        .collect(Collectors.joining("; "));
  }

  /** Counts by reason, in words; empty for stages that keep no samples. */
  String countWords() {
    return counts.entrySet().stream()
        .map(e -> "%d %s".formatted(e.getValue(), e.getKey()))
        .collect(Collectors.joining(", "));
  }

  /** {@code pass@1 96.4 %}, or for a reward model {@code accuracy 95.0 %}. */
  static String figure(JsonNode evaluation) {
    return String.format(
        Locale.ROOT,
        "%s %.1f %%",
        Result.figure(evaluation.path("mode").asText()),
        100 * evaluation.path("pass_at_1").asDouble());
  }
}
