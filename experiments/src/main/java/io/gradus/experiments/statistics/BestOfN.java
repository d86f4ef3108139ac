package io.gradus.experiments.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Best of n: the score of the sample that a reward prefers among n samples. The estimate is the mean over all ways to
 * draw n of the N samples, so it uses every sample and no random numbers. Samples with equal rewards are chosen equally
 * often.
 */
public final class BestOfN {
  private BestOfN() {}

  /**
   * Estimate for one problem.
   *
   * @param rewards {@code (N)} reward by which a sample is chosen
   * @param scores {@code (N)} score that the chosen sample gives
   * @param n number of samples to choose among, at most N
   */
  public static double ofProblem(double[] rewards, double[] scores, int n) {
    if (rewards.length != scores.length) {
      throw new IllegalArgumentException(
          "scores: has %d samples, but rewards has %d".formatted(scores.length, rewards.length));
    }
    if (n < 1 || n > rewards.length) {
      throw new IllegalArgumentException(
          "n: must be in 1..%d (the samples of a problem), but is %d".formatted(rewards.length, n));
    }
    double expected = 0;
    for (double reward : Arrays.stream(rewards).distinct().toArray()) {
      int above = (int) Arrays.stream(rewards).filter(r -> r > reward).count();
      int upTo = (int) Arrays.stream(rewards).filter(r -> r >= reward).count();
      // One of these samples is chosen if no sample with a higher reward is drawn, and at least one
      // of these is.
      double chosen = none(rewards.length, above, n) - none(rewards.length, upTo, n);
      double mean = IntStream.range(0, scores.length)
          .filter(i -> rewards[i] == reward)
          .mapToDouble(i -> scores[i])
          .average()
          .orElseThrow();
      expected += chosen * mean;
    }
    return expected;
  }

  /** Probability that n samples, drawn from all, contain none of some given samples. */
  private static double none(int all, int some, int n) {
    return 1 - PassAtK.ofProblem(all, some, n);
  }
}
