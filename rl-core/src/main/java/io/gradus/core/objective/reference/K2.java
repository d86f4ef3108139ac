package io.gradus.core.objective.reference;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.Reference;
import io.gradus.core.objective.SequenceLoss;

/**
 * The squared KL estimator: {@code beta * k2} with {@code k2 = d^2 / 2}, {@code d = log pi_ref - log pi_theta} (J. Schulman,
 * "Approximating KL divergence", 2020). On samples of the policy its slope is that of the true reverse KL.
 */
@About(
    "KL estimator k2 in the loss: half the squared log-ratio; its slope is that of the reverse KL")
public record K2(
    @Default("0.04") @About("coefficient of the KL term") double beta) implements Reference {

  public K2 {
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
      s.addKl(t, beta, d * d / 2, -d);
    }
  }
}
