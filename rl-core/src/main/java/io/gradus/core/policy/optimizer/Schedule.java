package io.gradus.core.policy.optimizer;

/** Schedule of the learning rate after the warm-up. */
public interface Schedule {
  /**
   * Returns the learning rate as a share of the peak.
   *
   * @param progress 0 at the first step after the warm-up, 1 one step after the stage's last step
   */
  double factor(double progress);
}
