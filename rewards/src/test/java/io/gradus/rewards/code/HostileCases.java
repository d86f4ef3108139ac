package io.gradus.rewards.code;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs rows of the form of hostile_code.jsonl: {@code kind, lang, code, tests, expected}, or {@code kind: extract, text}. */
final class HostileCases {
  private static final Map<String, Verdict> NAMES = Map.of(
      "PASS", Verdict.CORRECT, "MEMORY", Verdict.MEMORY_LIMIT, "ERROR", Verdict.VERIFIER_ERROR);

  private HostileCases() {}

  /** One row and what became of it. */
  record Outcome(String id, String tag, String expected, String found, String why, double seconds) {
    boolean agrees() {
      return expected.equals(found);
    }

    boolean falsePass() {
      return found.equals("correct") && !agrees();
    }
  }

  /** Our own rows; those with {@code slow} take a second or more. */
  static List<JsonNode> own() throws IOException {
    try (InputStream in = HostileCases.class.getResourceAsStream("hostile_code.jsonl")) {
      return JsonRows.read(Objects.requireNonNull(in));
    }
  }

  static List<Outcome> run(List<JsonNode> rows, CodeVerifier verifier, int threads) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Outcome>> running = new ArrayList<>();
      rows.forEach(row -> running.add(pool.submit(() -> run(row, verifier))));
      List<Outcome> outcomes = new ArrayList<>();
      for (Future<Outcome> future : running) {
        outcomes.add(future.get());
      }
      return outcomes;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Outcome run(JsonNode row, CodeVerifier verifier) {
    String id = row.path("id").asText();
    String tag = row.path("tag").asText();
    long begun = System.nanoTime();
    if (row.path("kind").asText().equals("extract")) {
      String found = CodeBlock.last(
              row.path("text").asText(),
              Language.named(row.path("lang").asText()).orElseThrow())
          .orElse("(none)");
      String expected =
          row.path("expected").isNull() ? "(none)" : row.path("expected").asText();
      return new Outcome(id, tag, expected, found, "", seconds(begun));
    }
    Map<String, String> attributes = new HashMap<>();
    attributes.put("language", row.path("lang").asText());
    attributes.put("kind", row.path("kind").asText());
    attributes.put("tests", row.path("tests").toString());
    row.properties().forEach(field -> {
      if (field.getValue().isTextual()) {
        attributes.putIfAbsent(field.getKey(), field.getValue().asText());
      }
    });
    CodeResult result =
        verifier.verify(CodeTask.of(attributes), row.path("code").asText());
    return new Outcome(
        id,
        tag,
        label(row.path("expected").asText()),
        result.verdict().label(),
        result.why(),
        seconds(begun));
  }

  private static String label(String expected) {
    Verdict verdict = NAMES.get(expected);
    return (verdict == null ? Verdict.valueOf(expected) : verdict).label();
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }
}
