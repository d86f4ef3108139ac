package io.gradus.experiments.regrade;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Logs of inspect-ai: a {@code .json} log, or the samples in an {@code .eval} archive. The first scorer counts. */
final class InspectLog implements LogFormat {
  private static final Set<Integer> VERSIONS = Set.of(1, 2);
  private static final Set<String> CUT = Set.of("max_tokens", "model_length");

  @Override
  public String name() {
    return "log of inspect-ai";
  }

  @Override
  public boolean knows(JsonNode entry) {
    return (entry.has("eval") && entry.has("samples"))
        || (entry.has("messages") && entry.has("output") && entry.has("epoch"));
  }

  @Override
  public List<Stored> read(JsonNode entry, long number) throws Unreadable {
    if (!entry.has("samples")) {
      return List.of(sample(entry));
    }
    int version = entry.path("version").asInt(-1);
    if (!VERSIONS.contains(version)) {
      throw new Unreadable("has version %s, but only versions 1 and 2 of the log are known"
          .formatted(entry.path("version")));
    }
    List<Stored> stored = new ArrayList<>();
    for (JsonNode sample : entry.path("samples")) {
      stored.add(sample(sample));
    }
    return stored;
  }

  private static Stored sample(JsonNode sample) throws Unreadable {
    JsonNode choice = sample.path("output").path("choices").path(0);
    if (choice.isMissingNode()) {
      throw new Unreadable("sample %s has no output".formatted(sample.path("id")));
    }
    JsonNode target = sample.path("target");
    Problem problem = new Problem(
        sample.path("id").asText(),
        content(sample.path("input")),
        target.isArray() ? target.path(0).asText() : target.asText(),
        Optional.empty(),
        Fields.attributes(sample.path("metadata")));
    OptionalDouble score = OptionalDouble.empty();
    if (sample.path("scores").elements().hasNext()) {
      score = Fields.score(sample.path("scores").elements().next().path("value"));
    }
    return new Stored(
        problem,
        content(choice.path("message").path("content")),
        CUT.contains(choice.path("stop_reason").asText()),
        score);
  }

  /** A text, the texts of a list of parts, or the last message of a list of messages. */
  private static String content(JsonNode content) {
    if (!content.isArray()) {
      return content.asText();
    }
    if (content.path(0).has("role")) {
      return content(content.get(content.size() - 1).path("content"));
    }
    return StreamSupport.stream(content.spliterator(), false)
        .map(part -> part.path("text").asText())
        .collect(Collectors.joining());
  }
}
