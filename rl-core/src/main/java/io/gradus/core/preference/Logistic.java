package io.gradus.core.preference;

/** The logistic function without overflow. */
public final class Logistic {
  private Logistic() {}

  /** Returns {@code 1 / (1 + exp(-x))}. */
  public static double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  }

  /** Returns the logarithm of {@link #sigmoid}. */
  public static double logSigmoid(double x) {
    return Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** Returns the derivative of {@link #sigmoid}. */
  static double slope(double x) {
    return sigmoid(x) * sigmoid(-x);
  }
}
