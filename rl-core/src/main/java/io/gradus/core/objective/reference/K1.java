package io.gradus.core.objective.reference;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.Reference;
import io.gradus.core.objective.SequenceLoss;

/**
 * The plain KL estimator as a loss: {@code beta * k1} with {@code k1 = log pi_theta - log pi_ref} (J. Schulman,
 * "Approximating KL divergence", 2020). Its value is unbiased, but its slope is 1 whatever the reference says, so its
 * mean over samples of the policy is 0. It is kept for comparison; prefer {@link K2} or {@link K3}.
 */
@About(
    "KL estimator k1 in the loss: unbiased estimate with a useless gradient; kept for comparison")
public record K1(
    @Default("0.04") @About("coefficient of the KL term") double beta) implements Reference {

  public K1 {
    Reference.checkBeta(beta);
  }

  @Override
  public boolean needed() {
    return true;
  }

  @Override
  public void add(SequenceLoss s) {
    for (int t = 0; t < s.length(); t++) {
      s.addKl(t, beta, -s.referenceLogRatio(t), 1);
    }
  }
}
