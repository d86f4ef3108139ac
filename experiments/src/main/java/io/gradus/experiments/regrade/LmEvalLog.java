package io.gradus.experiments.regrade;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Samples of lm-evaluation-harness: {@code --log_samples}. A question has a line for each filter; the first metric of
 * the line counts.
 */
final class LmEvalLog implements LogFormat {
  private static final List<String> USUAL = List.of("exact_match", "acc", "pass@1", "math_verify");

  @Override
  public String name() {
    return "samples of lm-evaluation-harness";
  }

  @Override
  public boolean knows(JsonNode entry) {
    return entry.has("doc_id") && entry.has("resps");
  }

  @Override
  public List<Stored> read(JsonNode entry, long number) throws Unreadable {
    JsonNode doc = entry.path("doc");
    String filter = entry.path("filter").asText();
    Problem problem = new Problem(
        entry.path("doc_id").asText() + (filter.isEmpty() ? "" : " " + filter),
        Fields.first(doc, "question", "problem", "input", "prompt", "query"),
        Fields.text(entry, "target"),
        Optional.empty(),
        Fields.attributes(doc));
    List<Stored> stored = new ArrayList<>();
    for (JsonNode responses : entry.path("resps")) {
      for (JsonNode response : responses.isArray() ? responses : entry.path("resps")) {
        if (!response.isTextual()) {
          throw new Unreadable(
              "holds log-likelihoods and no text: only answers that a model wrote can be graded again");
        }
        stored.add(new Stored(problem, response.asText(), false, score(entry)));
      }
      if (!responses.isArray()) {
        break;
      }
    }
    return stored;
  }

  private static OptionalDouble score(JsonNode entry) {
    List<String> names = new ArrayList<>();
    entry.path("metrics").forEach(metric -> names.add(metric.asText()));
    names.addAll(USUAL);
    return names.stream()
        .filter(entry::has)
        .map(name -> Fields.score(entry.path(name)))
        .findFirst()
        .orElse(OptionalDouble.empty());
  }
}
