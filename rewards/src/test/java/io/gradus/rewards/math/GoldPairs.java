package io.gradus.rewards.math;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.CounterRandom;
import io.gradus.core.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Random pairs of different gold answers of MATH and GSM8K, to be told apart. Run as a program it prints those called
 * equal for review: {@code GoldPairs [PAIRS] [strict]}.
 */
final class GoldPairs {
  private GoldPairs() {}

  /** Every gold answer once, as written; empty if the data is not there. */
  static List<String> golds() throws IOException {
    Set<String> golds = new LinkedHashSet<>();
    for (String name : List.of(
        "math/math_test_5000.jsonl",
        "math/math500.jsonl",
        "gsm8k/train.jsonl",
        "gsm8k/test.jsonl")) {
      Path file = SharedData.find(name).orElse(null);
      if (file == null) {
        return List.of();
      }
      for (JsonNode row : JsonLines.read(file)) {
        String text = row.has("solution")
            ? row.get("solution").asText()
            : row.get("answer").asText();
        golds.add(Extraction.gold(text)
            .replace("\n", " ")
            .replace(",", name.startsWith("gsm8k") ? "" : ","));
      }
    }
    return new ArrayList<>(golds);
  }

  /** The pairs called equal, each written as {@code a <=> b: rule}. */
  static Set<String> equalPairs(List<String> golds, int pairs, MathVerifier verifier, long seed) {
    Set<String> equal = new TreeSet<>();
    for (int i = 0; i < pairs; i++) {
      String a = golds.get(CounterRandom.below(golds.size(), seed, i, 0));
      String b = golds.get(CounterRandom.below(golds.size(), seed, i, 1));
      if (!a.equals(b)) {
        var score = verifier.compare(a, b);
        if (score.correct()) {
          equal.add("%s <=> %s: %s"
              .formatted(a, b, score.why().substring(score.why().lastIndexOf(": ") + 2)));
        }
      }
    }
    return equal;
  }

  public static void main(String[] args) throws IOException {
    List<String> golds = golds();
    int pairs = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
    MathVerifier verifier = args.length > 1 ? MathVerifier.strict() : MathVerifier.lenient();
    Set<String> equal = equalPairs(golds, pairs, verifier, 17);
    equal.forEach(System.out::println);
    System.out.printf(
        "%d distinct answers, %d pairs, %d called equal%n", golds.size(), pairs, equal.size());
  }
}
