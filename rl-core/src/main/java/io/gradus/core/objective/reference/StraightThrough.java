package io.gradus.core.objective.reference;

import io.gradus.core.KlEstimator;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.Reference;
import io.gradus.core.objective.SequenceLoss;

/**
 * The value of one estimator with the slope of k2; verl calls it {@code k1+} or {@code k3+}. On samples of the policy,
 * the mean gradient equals the gradient of the reverse KL. Only the logged loss depends on the value, which is bounded
 * at 10 as in verl's k3.
 *
 * @param value {@code k1} or {@code k3}
 */
@About(
    "the value of one estimator with the slope of k2, so with the gradient of the reverse KL (verl: k3+)")
public record StraightThrough(
    @Default("0.04") @About("coefficient of the KL term") double beta,

    @Default("k3") @About("estimator of the logged value: k1, k2 or k3")
    KlEstimator value)
    implements Reference {
  private static final double MOST = 10;

  public StraightThrough {
    Reference.checkBeta(beta);
  }

  @Override
  public void add(SequenceLoss s) {
    for (int t = 0; t < s.length(); t++) {
      double d = s.referenceLogRatio(t);
      double shown = value.value(d);
      double bounded = value == KlEstimator.K3 ? Math.min(shown, MOST) : shown;
      s.addKl(t, beta, bounded, KlEstimator.K2.slope(d));
    }
  }
}
