package io.gradus.core.trainer;

import io.gradus.core.policy.AdamW;
import io.gradus.core.policy.Policy;

/** How gradients become steps. */
public interface Optimizer {
  /** Fresh state for a policy. */
  AdamW on(Policy policy);

  /** Whether its state takes a quarter of the memory of fp32. */
  boolean eightBit();

  /**
   * The learning rate of an optimizer step.
   *
   * @param step from 1
   * @param steps how many the stage will make
   */
  double learningRate(long step, long steps);
}
