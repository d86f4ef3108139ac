package io.gradus.core.objective;

/**
 * The factor of a term. Most factors depend on the step alone. A factor that depends on measurements of earlier steps
 * has a state, which consists of some numbers. The trainer keeps the state, passes it to each call, and saves it with
 * each checkpoint, so every method here is pure.
 */
public interface Coefficient {
  /**
   * Returns the factor at a step. This is for coefficients without a state.
   *
   * @param step of the stage, from 1
   */
  double at(long step);

  /** Returns the state before the first step; empty for a factor without a state. */
  default double[] start() {
    return new double[0];
  }

  /**
   * Returns the factor at a step.
   *
   * @param state as returned by {@link #start} or {@link #next}
   */
  default double at(long step, double[] state) {
    return at(step);
  }

  /** Returns the state after a step with these measurements. */
  default double[] next(double[] state, Measured measured) {
    return state;
  }

  /**
   * Returns whether this coefficient depends on the divergence from a reference. If so, an objective without a
   * reference cannot have it.
   */
  default boolean followsKl() {
    return false;
  }
}
