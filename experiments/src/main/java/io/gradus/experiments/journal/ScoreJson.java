package io.gradus.experiments.journal;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.Score;
import io.gradus.core.StepScore;
import io.gradus.core.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A score as fields of a recorded line. */
public final class ScoreJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ScoreJson() {}

  static void put(Score score, Map<String, Object> line) {
    line.put("reward", score.value());
    line.put("verdict", score.verdict().label());
    line.put("extracted", score.extracted());
    line.put("why", score.why());
    line.put("terms", score.terms());
    if (!score.steps().isEmpty()) {
      line.put("steps", score.steps());
    }
  }

  /**
   * Reads a score.
   *
   * @throws IllegalArgumentException if the line has no verdict
   */
  static Score read(JsonNode line) {
    return new Score(
        line.path("reward").asDouble(),
        Verdict.valueOf(line.path("verdict").asText().toUpperCase(Locale.ROOT)),
        line.path("extracted").asText(),
        line.path("why").asText(),
        JSON.convertValue(line.path("terms"), new TypeReference<Map<String, Double>>() {}),
        steps(line));
  }

  private static List<StepScore> steps(JsonNode line) {
    List<StepScore> steps = new ArrayList<>();
    line.path("steps")
        .forEach(step ->
            steps.add(new StepScore(step.path("end").asInt(), step.path("value").asDouble())));
    return steps;
  }
}
