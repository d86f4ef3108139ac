package io.gradus.experiments.statistics;

/**
 * A measured figure and the interval that holds the true one 95 times in 100.
 *
 * @param value the point estimate
 * @param low the lower end of the 95 % interval
 * @param high the upper end of the 95 % interval
 */
public record Estimate(double value, double low, double high) {
  public Estimate {
    if (!(low <= value && value <= high)) {
      throw new IllegalArgumentException(
          "value: must lie within its interval, but %s is not in [%s, %s]"
              .formatted(value, low, high));
    }
  }

  /** Whether the two intervals share no point: the plain reading of "this one is better". */
  public boolean apartFrom(Estimate other) {
    return high < other.low || other.high < low;
  }
}
