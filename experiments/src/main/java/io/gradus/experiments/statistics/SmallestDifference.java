package io.gradus.experiments.statistics;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The smallest difference of two models that a paired test on n problems shows with 80 % power at 5 % false alarms
 * (normal approximation to McNemar's test; Connor, Biometrics 1987).
 */
public final class SmallestDifference {
  /** Share of problems that only one of two models solves, if nothing is known. */
  public static final double USUAL_DISAGREEMENT = 0.2;

  private static final double POWER = 0.8;

  private SmallestDifference() {}

  /**
   * Smallest difference as a share of the problems.
   *
   * @param problems number of problems that both models answer
   * @param disagreement share of problems that only one model solves, or mean squared difference of two scores
   */
  public static double of(int problems, double disagreement) {
    NormalDistribution normal = NormalDistribution.of(0, 1);
    double z = normal.inverseSurvivalProbability(Proportion.ERROR_RATE / 2)
        + normal.inverseCumulativeProbability(POWER);
    double smallest = z * Math.sqrt(disagreement / problems);
    // The share of problems on which two models disagree is at least their difference.
    return Math.min(1, disagreement > 0 && smallest <= disagreement ? smallest : z * z / problems);
  }
}
