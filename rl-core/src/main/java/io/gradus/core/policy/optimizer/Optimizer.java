package io.gradus.core.policy.optimizer;

import io.gradus.core.policy.MomentStates;
import io.gradus.core.policy.Policy;

/** How gradients become steps. */
public interface Optimizer {
  /** Fresh state for a policy. */
  AdamW on(Policy policy);

  /** Precision of its moments, for the memory plan. */
  MomentStates moments();

  /**
   * The learning rate of an optimizer step.
   *
   * @param step from 1
   * @param steps how many the stage will make
   */
  double learningRate(long step, long steps);
}
