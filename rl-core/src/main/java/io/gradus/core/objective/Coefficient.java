package io.gradus.core.objective;

/**
 * The factor of a term. Most factors are a function of the step alone. One that follows what the steps measure has a state:
 * some numbers that the trainer keeps, hands in, and saves with each checkpoint, so that every method here is pure.
 */
public interface Coefficient {
  /**
   * The factor at a step of a coefficient without a state, or with the state of the stage's first step.
   *
   * @param step of the stage, from 1
   */
  double at(long step);

  /** The state before the first step; empty for a factor that follows nothing. */
  default double[] start() {
    return new double[0];
  }

  /**
   * The factor at a step.
   *
   * @param state as {@link #start} and {@link #next} gave it
   */
  default double at(long step, double[] state) {
    return at(step);
  }

  /** The state after a step that measured something. */
  default double[] next(double[] state, Measured measured) {
    return state;
  }

  /** Whether it follows the divergence from a reference, so that an objective without a reference cannot have it. */
  default boolean followsKl() {
    return false;
  }
}
