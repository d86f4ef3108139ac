package io.gradus.core.policy.optimizer;

import io.gradus.core.component.About;

/** A constant learning rate, the usual choice for reinforcement learning. */
@About("constant learning rate")
public record Constant() implements Schedule {
  @Override
  public double factor(double progress) {
    return 1;
  }
}
