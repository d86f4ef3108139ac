package io.gradus.rewards.code;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.rewards.cases.CodeCase;
import io.gradus.rewards.cases.VerifierCase;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs rows of the form of hostile_code.jsonl on several threads. */
final class HostileCases {
  private HostileCases() {}

  /** One row and what became of it. */
  record Outcome(
      String id,
      String tag,
      String expected,
      String found,
      boolean agrees,
      String why,
      double seconds) {

    boolean falsePass() {
      return found.equals("correct") && !agrees;
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
    long begun = System.nanoTime();
    VerifierCase published = CodeCase.of(row, verifier);
    VerifierCase.Outcome outcome = published.judge();
    return new Outcome(
        published.id(),
        row.path("tag").asText(),
        published.expected().asText(),
        outcome.found(),
        outcome.agrees(),
        outcome.score().why(),
        (System.nanoTime() - begun) / 1e9);
  }
}
