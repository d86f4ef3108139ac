package io.gradus.core.rewardmodel;

import io.gradus.core.preference.Logistic;

/**
 * The loss of a process reward model on one step (arXiv:2305.20050; soft labels: arXiv:2312.08935, equation 4): binary
 * cross-entropy {@code -(y log p + (1 - y) log(1 - p))}, where {@code p = sigmoid(s)} is the probability that the step
 * is right, and s the score at the step's last token.
 */
public final class StepLoss {
  private StepLoss() {}

  /** Returns the probability that a step is right. */
  public static double probability(double score) {
    return Logistic.sigmoid(score);
  }

  /**
   * Returns the loss of a step.
   *
   * @param label 1 for a right step, 0 for a wrong one, or a share between them
   */
  public static double loss(double score, double label) {
    return -label * Logistic.logSigmoid(score) - (1 - label) * Logistic.logSigmoid(-score);
  }

  /** Returns the derivative of the loss by the score. */
  public static double byScore(double score, double label) {
    return Logistic.sigmoid(score) - label;
  }
}
