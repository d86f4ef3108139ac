package io.gradus.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.experiments.evaluation.Result;
import io.gradus.experiments.statistics.Estimate;
import io.gradus.experiments.statistics.Proportion;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One evaluation of the policy during a run.
 *
 * @param stage name of the stage
 * @param globalStep step of the evaluation, counted over all stages
 * @param benchmark name of the benchmark
 * @param mode "sampled" or "greedy"
 * @param problems number of problems
 * @param samples completions of each problem
 * @param passAtOne pass@1 with its 95 % interval
 * @param meanLength mean length of a completion in tokens
 * @param truncated share of completions that ran out of tokens
 * @param others further metrics by name, such as {@code pass_at_8}
 */
record Evaluation(
    String stage,
    double globalStep,
    String benchmark,
    String mode,
    int problems,
    int samples,
    Estimate passAtOne,
    Optional<Double> meanLength,
    Optional<Double> truncated,
    Map<String, Double> others) {

  private static final Set<String> NAMED = Set.of(
      "stage_index",
      "step",
      "global_step",
      "problems",
      "samples",
      "pass_at_1",
      "low",
      "high",
      "mean_length",
      "truncated",
      "seconds");

  /**
   * Reads a line of {@code evaluations.jsonl}.
   *
   * @throws IllegalArgumentException if the line has no pass@1 or contradicts itself
   */
  static Evaluation of(JsonNode line) {
    double value = line.path("pass_at_1").asDouble(Double.NaN);
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("pass_at_1: missing or not a number");
    }
    int problems = line.path("problems").asInt(0);
    int samples = line.path("samples").asInt(1);
    Map<String, Double> others = new TreeMap<>();
    line.properties().forEach(p -> {
      if (p.getValue().isNumber() && !NAMED.contains(p.getKey())) {
        others.put(p.getKey(), p.getValue().asDouble());
      }
    });
    return new Evaluation(
        line.path("stage").asText(""),
        line.path("global_step").asDouble(line.path("step").asDouble(0)),
        line.path("benchmark").asText("held-out"),
        line.path("mode").asText("sampled"),
        problems,
        samples,
        interval(line, value, problems),
        number(line, "mean_length"),
        number(line, "truncated"),
        others);
  }

  private static Estimate interval(JsonNode line, double value, int problems) {
    double low = line.path("low").asDouble(Double.NaN);
    double high = line.path("high").asDouble(Double.NaN);
    if (Double.isFinite(low) && Double.isFinite(high)) {
      return new Estimate(value, low, high);
    }
    if (problems < 1) {
      throw new IllegalArgumentException(
          "low, high: missing, and cannot be computed, because 'problems' is missing or below 1");
    }
    Estimate wilson = Proportion.wilson((int) Math.round(value * problems), problems);
    return new Estimate(value, Math.min(value, wilson.low()), Math.max(value, wilson.high()));
  }

  private static Optional<Double> number(JsonNode line, String key) {
    return Optional.of(line.path(key).asDouble(Double.NaN)).filter(Double::isFinite);
  }

  /** The same numbers at another step. */
  Evaluation at(double otherStep) {
    return new Evaluation(
        stage,
        otherStep,
        benchmark,
        mode,
        problems,
        samples,
        passAtOne,
        meanLength,
        truncated,
        others);
  }

  /**
   * Returns what the share of right answers is called: {@code pass@1}, {@code accuracy} of a reward model, or {@code
   * first error found} of a process reward model.
   */
  String figure() {
    return Result.figure(mode);
  }
}
