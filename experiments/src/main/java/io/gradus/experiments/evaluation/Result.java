package io.gradus.experiments.evaluation;

import com.google.common.collect.ImmutableMap;
import io.gradus.experiments.statistics.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Result of a benchmark in one mode of sampling.
 *
 * @param mode "sampled" or "greedy"; "pairs" for a reward model, whose pass@1 is the share of pairs that it ranks right;
 *     "steps" for a process reward model, whose pass@1 is the share of texts in which it finds the first wrong step
 * @param problems number of problems
 * @param samples completions of each problem
 * @param passAtK estimates by k
 * @param meanLength mean length of a completion in tokens
 * @param truncated share of completions that ran out of tokens
 * @param verdicts number of completions by verdict
 * @param solved {@code (problems)} share of correct completions of each problem; NaN if a completion could not be
 *     judged
 * @param problemSet hash of the problems; evaluations with the same hash can be compared problem by problem
 * @param further further metrics by name
 * @param warning warning about these metrics
 * @param flops floating-point operations of the sampling
 * @param seconds duration of sampling and judging
 */
public record Result(
    String benchmark,
    String mode,
    int problems,
    int samples,
    Map<Integer, Estimate> passAtK,
    double meanLength,
    double truncated,
    Map<String, Long> verdicts,
    List<Double> solved,
    String problemSet,
    Map<String, Object> further,
    Optional<String> warning,
    double flops,
    double seconds) {
  /** Mode of a result on preference pairs. */
  public static final String PAIRS = "pairs";
  /** Mode of a result on texts with labelled steps. */
  public static final String STEPS = "steps";

  public Result {
    passAtK = ImmutableMap.copyOf(passAtK);
    verdicts = ImmutableMap.copyOf(verdicts);
    solved = List.copyOf(solved);
    further = ImmutableMap.copyOf(further);
  }

  /** Makes a result of sampled completions. */
  public Result(
      String benchmark,
      String mode,
      int problems,
      int samples,
      Map<Integer, Estimate> passAtK,
      double meanLength,
      double truncated,
      Map<String, Long> verdicts,
      List<Double> solved,
      String problemSet,
      Optional<String> warning,
      double flops,
      double seconds) {
    this(
        benchmark,
        mode,
        problems,
        samples,
        passAtK,
        meanLength,
        truncated,
        verdicts,
        solved,
        problemSet,
        Map.of(),
        warning,
        flops,
        seconds);
  }

  /** Returns a human-readable summary: each pass@k with its interval, lengths and verdicts. */
  public String words() {
    if (ofRewardModel(mode)) {
      return rewardModelWords();
    }
    return "%s, %s: %s on %d problems, mean length %.1f, truncated %.1f %%, verdicts: %s"
        .formatted(
            benchmark,
            mode,
            passAtK.entrySet().stream()
                .map(e -> "pass@%d %.1f %% (95 %%: %.1f to %.1f)"
                    .formatted(
                        e.getKey(),
                        100 * e.getValue().value(),
                        100 * e.getValue().low(),
                        100 * e.getValue().high()))
                .collect(Collectors.joining(", ")),
            problems,
            meanLength,
            100 * truncated,
            verdicts.entrySet().stream()
                .map(e -> "%d %s".formatted(e.getValue(), e.getKey()))
                .collect(Collectors.joining(", ")));
  }

  /**
   * Returns what the share of right answers of a mode is called: {@code pass@1}, {@code accuracy} of pairs, or {@code
   * first error found} of labelled steps.
   */
  public static String figure(String mode) {
    return switch (mode) {
      case PAIRS -> "accuracy";
      case STEPS -> "first error found";
      default -> "pass@1";
    };
  }

  /** Returns whether the main figure of a mode is a reward model's accuracy. */
  public static boolean ofRewardModel(String mode) {
    return mode.equals(PAIRS) || mode.equals(STEPS);
  }

  /** Returns what a result of a mode counts: pairs, texts or problems. */
  public static String counted(String mode) {
    return mode.equals(PAIRS) ? "pairs" : mode.equals(STEPS) ? "texts" : "problems";
  }

  private String rewardModelWords() {
    return passAtK.values().stream()
            .map(e -> "%s: accuracy %.1f %% (95 %%: %.1f to %.1f) on %d %s"
                .formatted(
                    benchmark,
                    100 * e.value(),
                    100 * e.low(),
                    100 * e.high(),
                    problems,
                    counted(mode)))
            .collect(Collectors.joining())
        + further.entrySet().stream()
            .filter(e -> e.getValue() instanceof Double)
            .map(e -> ", %s %.3f".formatted(e.getKey().replace('_', ' '), (Double) e.getValue()))
            .collect(Collectors.joining());
  }

  /**
   * Returns the metrics of {@code evaluations.jsonl}: {@code pass_at_1} with its interval {@code low}, {@code high};
   * other k in the same way.
   */
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("benchmark", benchmark);
    figures.put("mode", mode);
    figures.put("problems", problems);
    figures.put("samples", samples);
    passAtK.forEach((k, estimate) -> {
      figures.put("pass_at_" + k, estimate.value());
      figures.put(k == 1 ? "low" : "low_at_" + k, estimate.low());
      figures.put(k == 1 ? "high" : "high_at_" + k, estimate.high());
    });
    figures.put("mean_length", meanLength);
    figures.put("truncated", truncated);
    figures.put("verdicts", verdicts);
    figures.putAll(further);
    warning.ifPresent(words -> figures.put("warning", words));
    return figures;
  }

  /** Returns the metrics, and the fields that a comparison with another evaluation needs, problem by problem. */
  public Map<String, Object> recorded() {
    Map<String, Object> recorded = figures();
    recorded.put("problem_set", problemSet);
    recorded.put("flops", flops);
    recorded.put("time/evaluation", seconds);
    List<Object> scores = new ArrayList<>();
    solved.forEach(score -> scores.add(score.isNaN() ? "unjudged" : score));
    recorded.put("solved", scores);
    return recorded;
  }
}
