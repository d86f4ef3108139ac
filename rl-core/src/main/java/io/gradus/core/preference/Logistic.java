package io.gradus.core.preference;

/** The logistic function without overflow. */
final class Logistic {
  private Logistic() {}

  static double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  }

  static double logSigmoid(double x) {
    return Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** Returns the derivative of {@link #sigmoid}. */
  static double slope(double x) {
    return sigmoid(x) * sigmoid(-x);
  }
}
