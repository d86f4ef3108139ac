package io.gradus.rewards.code;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.rewards.code.sandbox.Tier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows of the form of hostile_code_2.jsonl: {@code PASS} means that the verdict must be correct, {@code FAIL} that it
 * must be neither correct nor a verifier error.
 */
final class HostilePrograms {
  private HostilePrograms() {}

  /** One row that was run. {@code fault} is empty if the row came out as expected. */
  record Outcome(String id, String tag, String fault, double seconds) {}

  static Outcome run(JsonNode row, Tier tier) {
    long begun = System.nanoTime();
    String fault = row.path("kind").asText().equals("extract") ? extract(row) : judge(row, tier);
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (fault.isEmpty() && seconds > row.path("max_seconds").asDouble(1e9)) {
      fault = "took %.1f s".formatted(seconds);
    }
    return new Outcome(row.path("id").asText(), row.path("tag").asText(), fault, seconds);
  }

  private static String extract(JsonNode row) {
    Optional<String> code = CodeBlock.last(row.path("text").asText(), Language.PYTHON);
    Optional<String> wanted =
        Optional.of(row.path("expected")).filter(JsonNode::isTextual).map(JsonNode::asText);
    return code.map(String::strip).equals(wanted.map(String::strip)) ? "" : "extracted " + code;
  }

  private static String judge(JsonNode row, Tier tier) {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("kind", row.path("kind").asText());
    attributes.put("language", row.path("lang").asText("python"));
    for (String name : List.of("entry_point", "prompt", "setup")) {
      if (row.has(name)) {
        attributes.put(name, row.path(name).asText());
      }
    }
    JsonNode tests = row.path("tests");
    attributes.put("tests", tests.isTextual() ? tests.asText() : tests.toString());
    JsonNode options = row.path("options");
    CodeTests usual = new CodeTests();
    CodeTests reward = new CodeTests(
        tier,
        options.path("cpu-seconds").asInt(usual.cpuSeconds()),
        options.path("memory-mb").asInt(usual.memoryMb()),
        options.path("processes").asInt(usual.processes()),
        options.path("partial-credit").asBoolean(false),
        false);
    Problem problem = new Problem(row.path("id").asText(), "", "", Optional.empty(), attributes);
    Score score = reward.scoreAnswer(problem, row.path("code").asText());
    String found = score.verdict().label() + ": " + score.why();
    if (row.path("expected").asText().equals("PASS")) {
      return score.verdict() == Verdict.CORRECT ? "" : found;
    }
    if (score.verdict() == Verdict.CORRECT || score.verdict() == Verdict.VERIFIER_ERROR) {
      return found;
    }
    return score.value() > row.path("max_reward").asDouble(1) ? "reward " + score.value() : "";
  }

  /** Runs files of rows one at a time and prints those that are not as expected. Arguments: tier, files. */
  public static void main(String[] args) {
    Tier tier = args[0].equals("hardened") ? Tier.HARDENED : Tier.FORK_SERVER;
    for (String file : List.of(args).subList(1, args.length)) {
      List<Outcome> outcomes = new ArrayList<>();
      for (JsonNode row : JsonRows.read(Path.of(file))) {
        Outcome outcome = run(row, tier);
        outcomes.add(outcome);
        if (!outcome.fault().isEmpty()) {
          System.out.printf(
              "%-12s %-44s %5.1f s %s%n",
              outcome.id(), outcome.tag(), outcome.seconds(), outcome.fault().replace('\n', ' '));
        }
      }
      long right = outcomes.stream().filter(o -> o.fault().isEmpty()).count();
      System.out.printf("%d of %d as expected: %s%n", right, outcomes.size(), file);
    }
    System.exit(0);
  }
}
