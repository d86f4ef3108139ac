package io.gradus.core.objective;

import io.gradus.core.KlEstimator;
import io.gradus.core.ScorerLogProbs;
import java.util.Optional;
import java.util.Set;

/** The KL term of the loss, which keeps the policy near a frozen reference. KL in the reward is an advantage. */
public interface Reference extends LossTerm {
  /** Returns whether the log-probabilities of a reference are needed. If not, no reference is kept. */
  default boolean needed() {
    return true;
  }

  @Override
  default Set<String> scorers() {
    return needed() ? Set.of(ScorerLogProbs.REFERENCE) : Set.of();
  }

  /** Refuses a coefficient that has no effect or pushes the policy away from the reference. */
  static void checkBeta(double beta) {
    if (!(beta > 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "beta: must be above 0, but is %s; for no KL set 'reference: {type: none}'"
              .formatted(beta));
    }
  }

  /** Refuses a cap that would cap every token. */
  static void checkCap(Optional<Double> cap) {
    if (cap.isPresent() && !(cap.get() > 0 && cap.get() < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "cap: must be above 0, but is %s; leave it out for no cap".formatted(cap.get()));
    }
  }

  /** Adds an estimator for every token. An estimate that reaches the cap is constant, so its slope is 0. */
  static void add(SequenceLoss s, double beta, KlEstimator estimator, Optional<Double> cap) {
    double most = cap.orElse(Double.POSITIVE_INFINITY);
    for (int t = 0; t < s.length(); t++) {
      double d = s.referenceLogRatio(t);
      double value = estimator.value(d);
      if (Math.abs(value) >= most) {
        s.addKl(t, beta, SequenceLoss.clamp(value, most), 0);
        s.clips().countCappedKl();
      } else {
        s.addKl(t, beta, value, estimator.slope(d));
      }
    }
  }
}
