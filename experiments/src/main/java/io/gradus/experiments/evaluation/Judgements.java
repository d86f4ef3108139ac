package io.gradus.experiments.evaluation;

import io.gradus.core.Score;
import io.gradus.core.UserError;
import io.gradus.core.Verdict;
import io.gradus.experiments.statistics.Estimate;
import io.gradus.experiments.statistics.PassAtK;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The verdicts of one evaluation. If the verifier fails on a completion, its problem is left out of pass@k, and the
 * result has a warning.
 */
final class Judgements {
  private final String benchmark;
  private final int[] drawn;
  private final int[] correct;
  private final boolean[] failed;
  private final Map<String, Long> verdicts = new LinkedHashMap<>();
  private long failures;
  private String firstFailure = "";

  Judgements(String benchmark, int problems) {
    this.benchmark = benchmark;
    drawn = new int[problems];
    correct = new int[problems];
    failed = new boolean[problems];
  }

  void add(int problem, Score score) {
    verdicts.merge(score.verdict().label(), 1L, Long::sum);
    drawn[problem]++;
    correct[problem] += score.correct() ? 1 : 0;
    if (score.verdict() == Verdict.VERIFIER_ERROR) {
      failed[problem] = true;
      firstFailure = failures++ == 0 ? score.why() : firstFailure;
    }
  }

  Map<String, Long> verdicts() {
    return verdicts;
  }

  /** {@code (problems)} share of correct completions of each problem; NaN if a completion could not be judged. */
  List<Double> solved() {
    return IntStream.range(0, drawn.length)
        .mapToObj(i -> failed[i] || drawn[i] == 0 ? Double.NaN : (double) correct[i] / drawn[i])
        .toList();
  }

  /**
   * pass@k over the problems whose completions were all judged.
   *
   * @throws UserError if there is no such problem
   */
  Estimate passAtK(int k, long seed) {
    int[] judged = IntStream.range(0, failed.length).filter(i -> !failed[i]).toArray();
    if (judged.length == 0) {
      throw new UserError(
          "evaluation %s: no problem could be judged: %s. Fix the reward or its files, then continue with --resume"
              .formatted(benchmark, firstFailure));
    }
    return PassAtK.ofBenchmark(
        Arrays.stream(judged).map(i -> drawn[i]).toArray(),
        Arrays.stream(judged).map(i -> correct[i]).toArray(),
        k,
        seed);
  }

  /** Warning about problems that are left out. */
  Optional<String> warning() {
    if (failures == 0) {
      return Optional.empty();
    }
    int left = (int) IntStream.range(0, failed.length).filter(i -> failed[i]).count();
    return Optional.of(
        "evaluation %s: %d completions could not be judged. Their %d problems are left out of pass@k: %s"
            .formatted(benchmark, failures, left, firstFailure));
  }
}
