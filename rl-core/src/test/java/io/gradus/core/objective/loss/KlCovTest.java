package io.gradus.core.objective.loss;

import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.PolicyLossContract;

/** The part that all tokens have; the golden rows test what the chosen ones pay. */
class KlCovTest extends PolicyLossContract {
  @Override
  protected PolicyLoss loss() {
    return new KlCov(0.2, 1);
  }

  @Override
  protected double[] jumps() {
    return new double[] {1};
  }
}
