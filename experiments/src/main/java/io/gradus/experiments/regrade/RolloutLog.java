package io.gradus.experiments.regrade;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Problem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Rollouts of a run: {@code rollouts/STAGE/step-000012.jsonl.gz}. The score is whether the verdict was correct. */
final class RolloutLog implements LogFormat {
  @Override
  public String name() {
    return "rollouts of Gradus";
  }

  @Override
  public boolean knows(JsonNode entry) {
    return entry.has("problem_id") && entry.has("verdict") && entry.has("completion");
  }

  @Override
  public List<Stored> read(JsonNode entry, long number) throws Unreadable {
    Problem problem = new Problem(
        Fields.text(entry, "problem_id"),
        Fields.text(entry, "prompt"),
        Fields.text(entry, "answer"),
        Optional.empty(),
        Fields.attributes(entry.path("attributes")));
    double score = entry.path("verdict").asText().equals("correct") ? 1 : 0;
    return List.of(new Stored(
        problem,
        Fields.text(entry, "completion"),
        entry.path("finish").asText().equals("length"),
        OptionalDouble.of(score)));
  }
}
