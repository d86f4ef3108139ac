package io.gradus.experiments.statistics;

/**
 * An estimate and its interval, which contains the true value in 95 of 100 cases.
 *
 * @param value point estimate
 * @param low lower end of the 95 % interval
 * @param high upper end of the 95 % interval
 */
public record Estimate(double value, double low, double high) {
  public Estimate {
    if (!(low <= value && value <= high)) {
      throw new IllegalArgumentException(
          "value: must lie within its interval, but %s is not in [%s, %s]"
              .formatted(value, low, high));
    }
  }

  /** Whether the two intervals do not overlap. */
  public boolean apartFrom(Estimate other) {
    return high < other.low || other.high < low;
  }
}
