package io.gradus.core;

/**
 * Estimators of the divergence of the policy from a reference on a sampled token, from {@code d = log pi_ref - log
 * pi_theta} (J. Schulman, "Approximating KL divergence", 2020).
 */
public enum KlEstimator {
  /** {@code -d}: unbiased, but negative for about half of the tokens. */
  K1 {
    @Override
    public double value(double d) {
      return -d;
    }

    @Override
    public double slope(double d) {
      return 1;
    }
  },
  /** {@code d^2 / 2}: on samples of the policy, the mean gradient equals the gradient of the reverse KL. */
  K2 {
    @Override
    public double value(double d) {
      return d * d / 2;
    }

    @Override
    public double slope(double d) {
      return -d;
    }
  },
  /** {@code e^d - d - 1}: unbiased and never negative. Above d = 20 it continues as a straight line. */
  K3 {
    @Override
    public double value(double d) {
      double bounded = Math.min(d, MAX_LOG_RATIO);
      return Math.expm1(bounded) * (1 + (d - bounded)) - bounded;
    }

    @Override
    public double slope(double d) {
      return -Math.expm1(Math.min(d, MAX_LOG_RATIO));
    }
  };

  private static final double MAX_LOG_RATIO = 20;

  /** The estimate, in nats. */
  public abstract double value(double d);

  /** The derivative of the estimate by the policy's log-probability. */
  public abstract double slope(double d);
}
