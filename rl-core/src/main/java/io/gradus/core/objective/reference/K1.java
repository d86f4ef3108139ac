package io.gradus.core.objective.reference;

import io.gradus.core.KlEstimator;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.Reference;
import io.gradus.core.objective.SequenceLoss;
import java.util.Optional;

/**
 * The plain KL estimator as a loss: {@code beta * k1} with {@code k1 = log pi_theta - log pi_ref} (J. Schulman,
 * "Approximating KL divergence", 2020). The value is unbiased, but the slope is 1 for any reference, so the mean
 * gradient over samples of the policy is 0. The estimator is kept for comparison; prefer {@link K2} or {@link K3}.
 *
 * @param cap OpenRLHF uses 10; verl and TRL use none
 */
@About(
    "KL estimator k1 in the loss: unbiased estimate with a useless gradient; kept for comparison")
public record K1(
    @Default("0.04") @About("coefficient of the KL term") double beta,

    @About("largest |k1| of a token; a capped token has no slope; absent: no cap")
    Optional<Double> cap)
    implements Reference {

  public K1 {
    Reference.checkBeta(beta);
    Reference.checkCap(cap);
  }

  /** Makes the estimator without a cap. */
  public K1(double beta) {
    this(beta, Optional.empty());
  }

  @Override
  public void add(SequenceLoss s) {
    Reference.add(s, beta, KlEstimator.K1, cap);
  }
}
