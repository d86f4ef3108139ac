package io.gradus.core.objective.loss;

import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.PolicyLossContract;

class TwoSidedClipTest extends PolicyLossContract {
  @Override
  protected PolicyLoss loss() {
    return new TwoSidedClip(0.2, 0.28, 1.5);
  }

  @Override
  protected double[] jumps() {
    return new double[] {0.8, 1.28, 1.5};
  }
}
