package io.gradus.core.objective;

/** The factor of a term, as a function of the step. */
public interface Coefficient {
  /**
   * The factor at a step.
   *
   * @param step of the stage, from 1
   */
  double at(long step);
}
