package io.gradus.core.policy.optimizer;

import io.gradus.core.component.About;

/** The peak throughout: the usual choice for reinforcement learning. */
@About("the peak throughout")
public record Constant() implements Schedule {
  @Override
  public double factor(double progress) {
    return 1;
  }
}
