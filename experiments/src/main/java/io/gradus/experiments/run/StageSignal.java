package io.gradus.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gradus.experiments.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;

/**
 * Signal of a stage that explores. A group has signal if the rewards of its completions differ.
 *
 * @param stageIndex 1-based
 * @param steps steps that were recorded
 * @param withoutSignal steps in which no group had signal and no demonstration was imitated; 0 where a teacher judges
 *     each token
 * @param imitating steps in which demonstrations were imitated, whatever the rewards
 * @param groups mean share of groups with signal
 * @param allCorrect mean share of groups whose completions were all correct
 * @param allWrong mean share of groups whose completions were all wrong
 * @param truncated mean share of completions that ran out of tokens
 */
@JsonNaming(SnakeCaseStrategy.class)
public record StageSignal(
    String stage,
    int stageIndex,
    long steps,
    long withoutSignal,
    long imitating,
    double groups,
    double allCorrect,
    double allWrong,
    double truncated) {
  private static final String WITHOUT = "groups/without_signal";
  private static final String IMITATED = "traces/imitated";

  /** Signals of the stages that explore, in order. */
  static List<StageSignal> all(RunDirectory directory, Recipe recipe) {
    List<JsonNode> lines = directory.metrics().read();
    List<StageSignal> all = new ArrayList<>();
    for (int s = 1; s <= recipe.stages().size(); s++) {
      int index = s;
      // A teacher judges every token, whether rewards differ or not.
      boolean taught = !recipe.stages().get(s - 1).teachers().isEmpty();
      List<JsonNode> own = lines.stream()
          .filter(line -> line.path("stage_index").asInt() == index && line.has(WITHOUT))
          .toList();
      if (!own.isEmpty()) {
        all.add(new StageSignal(
            recipe.stages().get(s - 1).name(),
            s,
            own.size(),
            taught ? 0 : own.stream().filter(StageSignal::isWithout).count(),
            own.stream().filter(StageSignal::imitates).count(),
            1 - mean(own, WITHOUT),
            mean(own, "groups/all_correct"),
            mean(own, "groups/all_wrong"),
            mean(own, "truncated")));
      }
    }
    return all;
  }

  private static boolean isWithout(JsonNode line) {
    return line.path(WITHOUT).asDouble() == 1 && !imitates(line);
  }

  private static boolean imitates(JsonNode line) {
    return line.path(IMITATED).asDouble() > 0;
  }

  private static double mean(List<JsonNode> lines, String key) {
    return lines.stream()
        .mapToDouble(line -> line.path(key).asDouble())
        .average()
        .orElse(0);
  }

  /** {@code grpo: 7 of 8 steps had no signal}. */
  String words() {
    return withoutSignal == 0
        ? "%s: all %d steps had signal (%.0f %% of the groups%s)"
            .formatted(
                stage,
                steps,
                100 * groups,
                imitating == 0 ? "" : ", and demonstrations in %d steps".formatted(imitating))
        : "%s: %d of %d steps had no signal: the rewards of a group never differed"
            .formatted(stage, withoutSignal, steps);
  }
}
