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

  /** Numbers that the learning rate follows, before the first step; empty if the rate depends on the step alone. */
  default double[] start() {
    return new double[0];
  }

  /**
   * The learning rate of an optimizer step.
   *
   * @param state as returned by {@link #start} or {@link #next}
   */
  default double learningRate(long step, long steps, double[] state) {
    return learningRate(step, steps);
  }

  /**
   * The state at a step whose gradient is known.
   *
   * @param alignment cosine of the gradient and the last update, in [-1, 1]
   */
  default double[] next(double[] state, long step, double alignment) {
    return state;
  }
}
