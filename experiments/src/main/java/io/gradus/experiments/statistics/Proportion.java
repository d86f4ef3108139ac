package io.gradus.experiments.statistics;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.Interval;

/**
 * Share of successful trials with Wilson's score interval (Wilson, JASA 1927). Unlike the normal approximation, this
 * interval stays within [0, 1] and has a width at 0 and at 1.
 */
public final class Proportion {
  static final double ERROR_RATE = 0.05;

  private Proportion() {}

  /**
   * Returns the share with its 95 % interval.
   *
   * @throws IllegalArgumentException if there are no trials, or more successes than trials
   */
  public static Estimate wilson(int successes, int trials) {
    if (trials < 1 || successes < 0 || successes > trials) {
      throw new IllegalArgumentException(
          "successes: %d of %d trials is not a proportion".formatted(successes, trials));
    }
    Interval interval =
        BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(trials, successes, ERROR_RATE);
    double value = (double) successes / trials;
    // At 0 and at 1, rounding may move an end slightly past the value.
    return new Estimate(
        value,
        Math.min(value, interval.getLowerBound()),
        Math.max(value, interval.getUpperBound()));
  }
}
