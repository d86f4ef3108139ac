package io.gradus.core.objective.reference;

import io.gradus.core.KlEstimator;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.Reference;
import io.gradus.core.objective.SequenceLoss;
import java.util.Optional;

/**
 * GRPO's KL estimator: {@code beta * k3} with {@code k3 = e^d - d - 1} and {@code d = log pi_ref - log pi_theta},
 * arXiv:2402.03300, equation 4. It is never negative.
 *
 * <p>Above d = 20, k3 continues as a straight line, so that the exponential cannot overflow and the slope never
 * vanishes. A {@code cap} is an upper bound of k3, as in verl. A capped token has no slope, so the KL term has no
 * effect on the tokens that moved furthest.
 *
 * @param beta DeepSeekMath uses 0.04, DeepSeek-R1 uses 0.001
 * @param cap verl uses 10, which is reached at d = 2.61; TRL uses none
 */
@About("GRPO's KL estimator in the loss, k3 (arXiv:2402.03300)")
public record K3(
    @Default("0.04") @About("coefficient of the KL term; DeepSeek-R1 uses 0.001")
    double beta,

    @About("largest k3 of a token; a capped token has no slope (verl: 10); absent: no cap")
    Optional<Double> cap)
    implements Reference {

  public K3 {
    Reference.checkBeta(beta);
    Reference.checkCap(cap);
  }

  /** Makes the estimator without a cap. */
  public K3(double beta) {
    this(beta, Optional.empty());
  }

  @Override
  public void add(SequenceLoss s) {
    Reference.add(s, beta, KlEstimator.K3, cap);
  }
}
