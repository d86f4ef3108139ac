package io.gradus.rewards.math;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The speed of the verifier on MATH-500's reference solutions, one thread, as a line of JSON: {@code MathBenchmark
 * [PASSES]}. The same work as Math-Verify's {@code verify(parse(answer), parse(solution))}.
 */
final class MathBenchmark {
  private MathBenchmark() {}

  public static void main(String[] args) throws IOException {
    int passes = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    Path file = Objects.requireNonNull(
        SharedData.find("math/math500.jsonl").orElse(null), "shared/data/math is not there");
    List<JsonNode> rows = JsonLines.read(file);
    String[] answers = rows.stream().map(r -> r.get("answer").asText()).toArray(String[]::new);
    String[] solutions = rows.stream().map(r -> r.get("solution").asText()).toArray(String[]::new);
    MathVerifier verifier = MathVerifier.lenient();
    int correct = 0;
    for (int warmUp = 0; warmUp < 10; warmUp++) {
      correct = run(verifier, answers, solutions, new long[answers.length]);
    }
    long[] nanos = new long[answers.length * passes];
    for (int pass = 0; pass < passes; pass++) {
      long[] one = new long[answers.length];
      correct = Math.min(correct, run(verifier, answers, solutions, one));
      System.arraycopy(one, 0, nanos, pass * one.length, one.length);
    }
    Arrays.sort(nanos);
    double mean = Arrays.stream(nanos).average().orElse(0);
    System.out.printf(
        "{\"verifier\": \"gradus\", \"rows\": %d, \"correct\": %d, \"median_ms\": %.4f, \"mean_ms\": %.4f, \"p99_ms\": %.3f, \"per_s\": %.0f}%n",
        answers.length,
        correct,
        nanos[nanos.length / 2] / 1e6,
        mean / 1e6,
        nanos[(int) (nanos.length * 0.99)] / 1e6,
        1e9 / mean);
  }

  private static int run(
      MathVerifier verifier, String[] answers, String[] solutions, long[] nanos) {
    int correct = 0;
    for (int i = 0; i < answers.length; i++) {
      long start = System.nanoTime();
      correct += verifier.verify(answers[i], solutions[i]).correct() ? 1 : 0;
      nanos[i] = System.nanoTime() - start;
    }
    return correct;
  }
}
