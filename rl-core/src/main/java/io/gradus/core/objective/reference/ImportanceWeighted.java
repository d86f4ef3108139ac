package io.gradus.core.objective.reference;

import io.gradus.core.KlEstimator;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.Reference;
import io.gradus.core.objective.SequenceLoss;
import java.util.Optional;

/**
 * An estimator times the ratio {@code r = pi_theta / pi_old}, with the gradient through both: {@code beta * r * k}.
 * Over samples of {@code pi_old}, the mean of this estimate is the divergence itself, and its mean slope is the
 * divergence's gradient. NeMo-RL offers this for k1, k2 and k3. For k3 without a cap, the result is {@link
 * CorrectedK3}.
 *
 * @param of the estimator; the mean of k2 is not a divergence, but approximates the KL for close policies
 * @param cap cap on {@code r * k}; NeMo-RL uses 10
 */
@About("an estimator times the ratio to the sampling policy, with the gradient through both")
public record ImportanceWeighted(
    @Default("0.04") @About("coefficient of the KL term") double beta,
    @Default("k3") @About("the estimator: k1, k2 or k3") KlEstimator of,

    @About("largest |r k| of a token; a capped token has no slope; absent: no cap")
    Optional<Double> cap)
    implements Reference {

  public ImportanceWeighted {
    Reference.checkBeta(beta);
    Reference.checkCap(cap);
  }

  @Override
  public void add(SequenceLoss s) {
    double most = cap.orElse(Double.POSITIVE_INFINITY);
    for (int t = 0; t < s.length(); t++) {
      double d = s.referenceLogRatio(t);
      double weighted = s.ratio(t) * of.value(d);
      if (Math.abs(weighted) >= most) {
        s.addKl(t, beta, SequenceLoss.clamp(weighted, most), 0);
        s.clips().countCappedKl();
      } else {
        double slope = s.ratio(t) * of.slope(d) + s.ratioSlope(t) * of.value(d);
        s.addKl(t, beta, weighted, slope);
      }
    }
  }
}
