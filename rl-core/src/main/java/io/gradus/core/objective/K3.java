package io.gradus.core.objective;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * GRPO's KL estimator: {@code beta * k3} with {@code k3 = e^d - d - 1}, {@code d = log pi_ref - log pi_theta},
 * arXiv:2402.03300, equation 4; never negative. As in verl d is clamped to [-20, 20] and k3 to 10 at most; where a clamp
 * holds, the slope is 0.
 *
 * @param beta 0.04 in DeepSeekMath, 0.001 in DeepSeek-R1
 */
@About("GRPO's KL estimator in the loss, k3 (arXiv:2402.03300)")
public record K3(
    @Default("0.04") @About("coefficient of the KL term; DeepSeek-R1 has 0.001")
    double beta) implements Reference {
  private static final double MAX_LOG_RATIO = 20;
  private static final double MAX_KL = 10;

  public K3 {
    Reference.checkBeta(beta);
  }

  @Override
  public boolean needed() {
    return true;
  }

  @Override
  public void add(SequenceLoss s) {
    for (int t = 0; t < s.length(); t++) {
      double d = s.referenceLogRatio(t);
      s.addKl(t, beta, value(d), slope(d));
    }
  }

  /** k3 of {@code d = log pi_ref - log pi_theta}. */
  public static double value(double d) {
    double clamped = SequenceLoss.clamp(d, MAX_LOG_RATIO);
    return Math.min(MAX_KL, Math.expm1(clamped) - clamped);
  }

  /** The derivative of {@link #value} by the policy's log-probability. */
  static double slope(double d) {
    return Math.abs(d) > MAX_LOG_RATIO || value(d) >= MAX_KL ? 0 : -Math.expm1(d);
  }
}
