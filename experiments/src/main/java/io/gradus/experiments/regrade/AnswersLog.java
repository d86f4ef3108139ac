package io.gradus.experiments.regrade;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Answers of {@code gradus eval --benchmarks}: {@code answers/NAME.jsonl}. The first score counts. */
final class AnswersLog implements LogFormat {
  @Override
  public String name() {
    return "answers of gradus eval";
  }

  @Override
  public boolean knows(JsonNode entry) {
    return entry.has("answers") && entry.has("scores");
  }

  @Override
  public List<Stored> read(JsonNode entry, long number) throws Unreadable {
    Problem problem = new Problem(
        entry.path("subject").asText() + "/" + entry.path("row").asText(),
        Fields.text(entry, "question"),
        Fields.text(entry, "target"),
        Optional.empty(),
        Fields.attributes(entry.path("attributes")));
    JsonNode scores = entry.path("scores").elements().next();
    String frame = entry.path("judged").asText("{answer}");
    List<Stored> stored = new ArrayList<>();
    for (int i = 0; i < entry.path("answers").size(); i++) {
      JsonNode answer = entry.path("answers").get(i);
      stored.add(new Stored(
          problem,
          frame.replace("{answer}", Fields.text(answer, "text")),
          answer.path("finish").asText().equals("length"),
          scores.has(i) ? OptionalDouble.of(scores.get(i).asDouble()) : OptionalDouble.empty()));
    }
    return stored;
  }
}
