package io.gradus.core.rewardmodel;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.preference.Logistic;

/**
 * The loss of a reward model on one pair of texts (Bradley and Terry 1952; arXiv:2203.02155, equation 1; margin:
 * arXiv:2307.09288, equation 2; centering: arXiv:2312.09244): {@code -log sigmoid(chosen - rejected - margin) +
 * coefficient (chosen + rejected)^2}. The loss of a step is the mean over its pairs. This is TRL's {@code
 * RewardTrainer}.
 *
 * @param centerRewardsCoefficient factor of the second term, which keeps scores around 0; TRL's name
 */
public record BradleyTerry(
    @Default("0")
    @About("factor of (chosen + rejected)^2, which keeps scores around 0; TRL suggests 0.01")
    double centerRewardsCoefficient) {

  public BradleyTerry {
    if (!(centerRewardsCoefficient >= 0 && centerRewardsCoefficient < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "center-rewards-coefficient: must be 0 or more, but is " + centerRewardsCoefficient);
    }
  }

  /** Returns the probability that the model prefers the first text, {@code sigmoid(chosen - rejected)}. */
  public static double preference(double chosen, double rejected) {
    return Logistic.sigmoid(chosen - rejected);
  }

  /** Returns the loss of a pair. */
  public double loss(double chosen, double rejected, double margin) {
    double sum = chosen + rejected;
    return centerRewardsCoefficient * sum * sum - Logistic.logSigmoid(chosen - rejected - margin);
  }

  /** Returns the derivative of a pair's loss by the score of the chosen text. */
  public double byChosen(double chosen, double rejected, double margin) {
    return centering(chosen, rejected) - Logistic.sigmoid(margin - chosen + rejected);
  }

  /** Returns the derivative of a pair's loss by the score of the rejected text. */
  public double byRejected(double chosen, double rejected, double margin) {
    return centering(chosen, rejected) + Logistic.sigmoid(margin - chosen + rejected);
  }

  private double centering(double chosen, double rejected) {
    return 2 * centerRewardsCoefficient * (chosen + rejected);
  }
}
