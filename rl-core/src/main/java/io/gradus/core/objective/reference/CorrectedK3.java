package io.gradus.core.objective.reference;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.Reference;
import io.gradus.core.objective.SequenceLoss;

/**
 * {@link K3} for samples of an older policy: {@code beta * r * k3} with the ratio {@code r = pi_theta / pi_old}. The
 * gradient also flows through the ratio. This is the "unbiased KL estimate" of DeepSeek-V3.2, arXiv:2512.02556; TRL
 * calls it {@code use_bias_correction_kl}.
 *
 * <p>The slope is {@code -d r}, so its mean over samples of {@code pi_old} is the gradient of {@code KL(pi_theta,
 * pi_ref)}. There is no cap, because the slope would change its sign beyond a cap on k3.
 */
@About(
    "k3 times the ratio to the sampling policy: unbiased off policy (DeepSeek-V3.2, arXiv:2512.02556)")
public record CorrectedK3(
    @Default("0.04") @About("coefficient of the KL term") double beta) implements Reference {

  public CorrectedK3 {
    Reference.checkBeta(beta);
  }

  @Override
  public void add(SequenceLoss s) {
    for (int t = 0; t < s.length(); t++) {
      double d = s.referenceLogRatio(t);
      // r e^d = pi_ref / pi_old does not depend on the policy, so bounding it changes no slope.
      double constant = Math.exp(SequenceLoss.clamp(d + s.logRatio(t), SequenceLoss.MAX_LOG_RATIO));
      double slope = s.ratio(t) - s.ratioSlope(t) * (d + 1);
      s.addKl(t, beta, constant - s.ratio(t) * (d + 1), slope);
    }
  }
}
