package io.gradus.experiments.statistics;

import io.gradus.core.CounterRandom;
import java.util.Arrays;

/**
 * Percentile bootstrap over problems (Efron, Annals of Statistics 1979). It resamples problems and not completions,
 * because a benchmark draws its problems at random. The seed alone decides the resamples.
 */
public final class Bootstrap {
  static final int RESAMPLES = 10_000;

  private Bootstrap() {}

  /**
   * Returns the mean over problems with its 95 % interval.
   *
   * @param values {@code (N)} one value for each problem
   */
  public static Estimate mean(double[] values, long seed) {
    if (values.length == 0) {
      throw new IllegalArgumentException("values: must not be empty");
    }
    double[] means = new double[RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[CounterRandom.below(values.length, seed, r, i)];
      }
      means[r] = sum / values.length;
    }
    Arrays.sort(means);
    double mean = Arrays.stream(values).sum() / values.length;
    double low = quantile(means, Proportion.ERROR_RATE / 2);
    double high = quantile(means, 1 - Proportion.ERROR_RATE / 2);
    return new Estimate(mean, Math.min(low, mean), Math.max(high, mean));
  }

  static double quantile(double[] sorted, double q) {
    double place = q * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
