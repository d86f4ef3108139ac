package io.gradus.experiments.regrade;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Problem;
import java.util.List;
import java.util.Optional;

/** Rows of any source: {@code {"id", "question", "target", "completion", "correct"}}. */
final class PlainLog implements LogFormat {
  @Override
  public String name() {
    return "plain rows";
  }

  @Override
  public boolean knows(JsonNode entry) {
    return entry.has("completion") && entry.has("target");
  }

  @Override
  public List<Stored> read(JsonNode entry, long number) throws Unreadable {
    String id = Fields.first(entry, "id");
    Problem problem = new Problem(
        id.isEmpty() ? Long.toString(number) : id,
        Fields.first(entry, "question"),
        Fields.text(entry, "target"),
        Optional.empty(),
        Fields.attributes(entry));
    return List.of(new Stored(
        problem,
        Fields.text(entry, "completion"),
        entry.path("truncated").asBoolean(),
        Fields.score(entry.path("correct"))));
  }
}
