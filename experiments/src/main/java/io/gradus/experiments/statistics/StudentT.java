package io.gradus.experiments.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Mean of a few independent runs, such as one for each seed, with Student's t interval (Biometrika 1908). Only runs
 * count, not problems or completions, because the claim is about the next run.
 */
public final class StudentT {
  private StudentT() {}

  /**
   * Mean with its 95 % interval.
   *
   * @param values {@code (N)} one value for each run
   * @return an interval without bounds if there is only one run, because its spread is unknown
   */
  public static Estimate mean(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("values: must not be empty");
    }
    double mean = Arrays.stream(values).sum() / values.length;
    if (values.length == 1) {
      return new Estimate(mean, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double error = Math.sqrt(squares / (values.length - 1) / values.length);
    double reach = error
        * TDistribution.of(values.length - 1).inverseSurvivalProbability(Proportion.ERROR_RATE / 2);
    return new Estimate(mean, mean - reach, mean + reach);
  }

  /**
   * Geometric mean of positive ratios with its 95 % interval: the interval of the logarithms, in factors.
   *
   * @param ratios {@code (N)} one ratio for each run
   */
  public static Estimate geometricMean(double[] ratios) {
    for (double ratio : ratios) {
      if (!(ratio > 0)) {
        throw new IllegalArgumentException("ratios: must be positive, but one is " + ratio);
      }
    }
    Estimate logarithm = mean(Arrays.stream(ratios).map(Math::log).toArray());
    return new Estimate(
        Math.exp(logarithm.value()), Math.exp(logarithm.low()), Math.exp(logarithm.high()));
  }
}
