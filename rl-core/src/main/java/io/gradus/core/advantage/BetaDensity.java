package io.gradus.core.advantage;

/** The density of a Beta distribution. */
final class BetaDensity {
  /** Lanczos' approximation with g = 7 and nine terms: relative error below 1e-14. */
  private static final double[] LANCZOS = {
    0.9999999999998099,
    676.5203681218851,
    -1259.1392167224028,
    771.3234287776531,
    -176.6150291621406,
    12.507343278686905,
    -0.13857109526572012,
    9.984369578019572e-6,
    1.5056327351493116e-7
  };

  private BetaDensity() {}

  /**
   * {@code x^(alpha - 1) (1 - x)^(beta - 1) / B(alpha, beta)}.
   *
   * @param x from 0 to 1
   * @param alpha 1 or more
   * @param beta 1 or more
   */
  static double at(double x, double alpha, double beta) {
    // One exponential computes everything, because the powers alone would underflow where the
    // constant overflows.
    return Math.exp(logPower(x, alpha - 1)
        + logPower(1 - x, beta - 1)
        + logGamma(alpha + beta)
        - logGamma(alpha)
        - logGamma(beta));
  }

  private static double logPower(double x, double exponent) {
    return exponent == 0 ? 0 : exponent * Math.log(x);
  }

  /** {@code log Gamma(x)} for x of 1 or more. */
  private static double logGamma(double x) {
    double sum = LANCZOS[0];
    for (int i = 1; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (x - 1 + i);
    }
    double t = x + 6.5;
    return Math.log(2 * Math.PI) / 2 + (x - 0.5) * Math.log(t) - t + Math.log(sum);
  }
}
