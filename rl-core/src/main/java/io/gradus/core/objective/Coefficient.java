package io.gradus.core.objective;

/**
 * The factor of a term. Most factors depend on the step alone. A factor that follows measurements of the steps has a
 * state: some numbers. The trainer keeps the state, passes it to each call, and saves it with each checkpoint, so every
 * method here is pure.
 */
public interface Coefficient {
  /**
   * The factor at a step, for a coefficient without a state. With a state, {@link #start} is used.
   *
   * @param step of the stage, from 1
   */
  double at(long step);

  /** The state before the first step; empty for a factor without a state. */
  default double[] start() {
    return new double[0];
  }

  /**
   * The factor at a step.
   *
   * @param state as returned by {@link #start} or {@link #next}
   */
  default double at(long step, double[] state) {
    return at(step);
  }

  /** The state after a step with these measurements. */
  default double[] next(double[] state, Measured measured) {
    return state;
  }

  /** Whether it follows the divergence from a reference, so that an objective without a reference cannot have it. */
  default boolean followsKl() {
    return false;
  }
}
