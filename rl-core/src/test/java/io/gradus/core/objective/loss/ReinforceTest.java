package io.gradus.core.objective.loss;

import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.PolicyLossContract;

class ReinforceTest extends PolicyLossContract {
  @Override
  protected PolicyLoss loss() {
    return new Reinforce();
  }

  @Override
  protected double[] jumps() {
    return new double[0];
  }
}
