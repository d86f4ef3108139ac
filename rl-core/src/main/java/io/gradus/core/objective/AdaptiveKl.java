package io.gradus.core.objective;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * A factor that holds the divergence from the reference at a target, arXiv:1909.08593, section 2.2. After a step with n
 * completions, the factor is multiplied by {@code 1 + clip(kl / target - 1, -0.2, 0.2) n / horizon}. The factor begins
 * at 1, so {@code beta} is the first coefficient. It stays between 0.001 and 1000.
 *
 * @param target in nats a token, measured by k3
 * @param horizon in completions; verl uses 10,000
 */
@About("follows the measured KL: grows above the target, shrinks below it (arXiv:1909.08593)")
public record AdaptiveKl(
    @Default("0.1") @About("divergence to hold, in nats a token")
    double target,

    @Default("10000") @About("completions over which it adapts; fewer: faster")
    double horizon)
    implements Coefficient {
  private static final double MOST_ERROR = 0.2;
  private static final double BOUND = 1000;

  public AdaptiveKl {
    positive("target", target);
    positive("horizon", horizon);
  }

  private static void positive(String key, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("%s: must be above 0, but is %s".formatted(key, value));
    }
  }

  @Override
  public double at(long step) {
    return 1;
  }

  @Override
  public double[] start() {
    return new double[] {1};
  }

  @Override
  public double at(long step, double[] state) {
    return state[0];
  }

  @Override
  public double[] next(double[] state, Measured measured) {
    double error = SequenceLoss.clamp(measured.kl() / target - 1, MOST_ERROR);
    double factor = state[0] * (1 + error * measured.sequences() / horizon);
    return new double[] {Math.max(1 / BOUND, Math.min(BOUND, factor))};
  }

  @Override
  public boolean followsKl() {
    return true;
  }
}
