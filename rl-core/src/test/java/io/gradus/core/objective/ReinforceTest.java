package io.gradus.core.objective;

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
