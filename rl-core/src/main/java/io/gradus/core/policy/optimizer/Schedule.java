package io.gradus.core.policy.optimizer;

/** The course of the learning rate after its warm-up. */
public interface Schedule {
  /**
   * The share of the peak.
   *
   * @param progress 0 at the first step after the warm-up, 1 one step after the stage's last, which is so never lost
   */
  double factor(double progress);
}
