package io.gradus.experiments.statistics;

import org.apache.commons.statistics.inference.BinomialTest;

/**
 * Two policies on the same problems. Pairing takes out how hard the problems are, and so sees differences that two separate
 * intervals cannot.
 *
 * @param difference the mean of after minus before, with its bootstrap interval
 * @param gained problems that only the second solves; for scores between 0 and 1, that it scores higher on
 * @param lost problems that only the first solves; for scores between 0 and 1, that it scores higher on
 * @param pValue how likely so uneven a split of gained and lost is if neither is better: McNemar's exact two-sided test
 *     (Psychometrika 1947), which for scores between 0 and 1 is the sign test
 */
public record PairedComparison(Estimate difference, int gained, int lost, double pValue) {

  /**
   * Compares the scores problem by problem.
   *
   * @param before {@code (N)} the first policy's score of each problem, 0 or 1, or a mean over samples
   * @param after {@code (N)} the second policy's, in the same order
   * @param seed decides the resamples
   */
  public static PairedComparison of(double[] before, double[] after, long seed) {
    if (before.length != after.length) {
      throw new IllegalArgumentException(
          "after: %d problems cannot be paired with %d".formatted(after.length, before.length));
    }
    double[] difference = new double[before.length];
    int gained = 0;
    int lost = 0;
    for (int i = 0; i < before.length; i++) {
      difference[i] = after[i] - before[i];
      gained += difference[i] > 0 ? 1 : 0;
      lost += difference[i] < 0 ? 1 : 0;
    }
    int uneven = gained + lost;
    double p =
        uneven == 0 ? 1 : BinomialTest.withDefaults().test(uneven, gained, 0.5).getPValue();
    return new PairedComparison(Bootstrap.mean(difference, seed), gained, lost, p);
  }
}
