package io.gradus.core.trainer;

/** The course of the learning rate after its warm-up. */
public interface Schedule {
  /**
   * The share of the peak.
   *
   * @param progress 0 at the end of the warm-up, 1 at the end of the stage
   */
  double factor(double progress);
}
