package io.gradus.core.objective.reference;

import io.gradus.core.KlEstimator;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.Reference;
import io.gradus.core.objective.SequenceLoss;
import java.util.Optional;

/**
 * The squared KL estimator: {@code beta * k2} with {@code k2 = d^2 / 2}, {@code d = log pi_ref - log pi_theta} (J.
 * Schulman, "Approximating KL divergence", 2020). On samples of the policy, the mean gradient equals the gradient of
 * the reverse KL.
 *
 * @param cap OpenRLHF uses 10; verl uses none
 */
@About(
    "KL estimator k2 in the loss: half the squared log-ratio, with the gradient of the reverse KL")
public record K2(
    @Default("0.04") @About("coefficient of the KL term") double beta,

    @About("largest k2 of a token; a capped token has no slope; absent: no cap")
    Optional<Double> cap)
    implements Reference {

  public K2 {
    Reference.checkBeta(beta);
    Reference.checkCap(cap);
  }

  /** Makes the estimator without a cap. */
  public K2(double beta) {
    this(beta, Optional.empty());
  }

  @Override
  public void add(SequenceLoss s) {
    Reference.add(s, beta, KlEstimator.K2, cap);
  }
}
