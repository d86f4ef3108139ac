package io.gradus.core.objective;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * {@link K3} for samples of an older policy: {@code beta * r * k3} with the ratio {@code r = pi_theta / pi_old}, through which
 * the gradient flows too: the "unbiased KL estimate" of DeepSeek-V3.2, arXiv:2512.02556. (TRL: {@code use_bias_correction_kl}.)
 */
@About(
    "k3 times the ratio to the sampling policy: unbiased off policy (DeepSeek-V3.2, arXiv:2512.02556)")
public record CorrectedK3(
    @Default("0.04") @About("coefficient of the KL term") double beta) implements Reference {

  public CorrectedK3 {
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
      double slope = s.ratioSlope(t) * K3.value(d) + s.ratio(t) * K3.slope(d);
      s.addKl(t, beta, s.ratio(t) * K3.value(d), slope);
    }
  }
}
