package io.gradus.experiments.statistics;

import org.apache.commons.statistics.inference.BinomialTest;

/**
 * Comparison of two policies on the same problems. Pairing removes the variance of the problems' difficulty, so it
 * finds differences that two separate intervals cannot show.
 *
 * @param difference mean of after minus before, with its bootstrap interval
 * @param gained number of problems that only the second policy solves. For fractional scores: problems on which the
 *     second policy scores higher
 * @param lost number of problems that only the first policy solves. For fractional scores: problems on which the first
 *     policy scores higher
 * @param pValue p-value of McNemar's exact two-sided test of gained and lost (Psychometrika 1947). For fractional
 *     scores, this is the sign test
 */
public record PairedComparison(Estimate difference, int gained, int lost, double pValue) {

  /**
   * Compares the scores problem by problem.
   *
   * @param before {@code (N)} scores of the first policy: 0, 1, or a mean over samples
   * @param after {@code (N)} scores of the second policy, in the same order
   * @param seed seed of the resamples
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
