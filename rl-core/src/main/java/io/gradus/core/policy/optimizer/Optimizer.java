package io.gradus.core.policy.optimizer;

import io.gradus.core.policy.MomentStates;
import io.gradus.core.policy.Policy;

/** Rule that turns gradients into steps. */
public interface Optimizer {
  /** Creates the state for a policy. */
  AdamW on(Policy policy);

  /** Returns the precision of the moments, for the memory plan. */
  MomentStates moments();

  /**
   * Returns the learning rate of an optimizer step.
   *
   * @param step from 1
   * @param steps number of the stage's steps
   */
  double learningRate(long step, long steps);
}
