package io.gradus.rewards.code;

import java.math.BigDecimal;
import java.util.OptionalDouble;

/**
 * Accepted difference of a number from the expected one: absolute or relative, whichever is larger, as in Python's
 * {@code math.isclose}.
 *
 * @param asked the tolerance of the test, which applies to integers too. Without a tolerance, integers must be exact,
 *     and numbers with a decimal point may differ by {@link #USUAL}
 */
record Tolerance(OptionalDouble asked) {
  /** The tolerance of EvalPlus and of most judges of programming contests. */
  static final double USUAL = 1e-6;

  static final Tolerance NONE_ASKED = new Tolerance(OptionalDouble.empty());

  static Tolerance of(double asked) {
    return new Tolerance(OptionalDouble.of(asked));
  }

  /** Returns the tolerance for an expected number of this kind. */
  double value(boolean whole) {
    return asked.orElse(whole ? 0 : USUAL);
  }

  /** Returns whether two numbers agree. NaN agrees with NaN, because an expected NaN can mean nothing else. */
  boolean close(double value, double wanted, boolean whole) {
    if (value == wanted || (Double.isNaN(value) && Double.isNaN(wanted))) {
      return true;
    }
    double allowed = value(whole);
    double difference = Math.abs(value - wanted);
    return Double.isFinite(difference)
        && difference <= Math.max(allowed, allowed * Math.max(Math.abs(value), Math.abs(wanted)));
  }

  boolean close(BigDecimal value, BigDecimal wanted, boolean whole) {
    if (value.compareTo(wanted) == 0) {
      return true;
    }
    double allowed = value(whole);
    if (allowed <= 0 || !Double.isFinite(allowed)) {
      return false;
    }
    BigDecimal bound = BigDecimal.ONE.max(value.abs()).max(wanted.abs());
    return value.subtract(wanted).abs().compareTo(bound.multiply(BigDecimal.valueOf(allowed))) <= 0;
  }
}
