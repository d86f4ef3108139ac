package io.gradus.core.rewardmodel;

import java.util.ArrayList;
import java.util.List;

/**
 * Calibration of a reward model on pairs. The score difference predicts that the model ranks a pair right with
 * probability {@code sigmoid(|chosen - rejected|)}, at least a half. The pairs are binned by this prediction, which is
 * compared with the share of pairs that the model ranks right.
 *
 * @param bins bins of equal width from 0.5 to 1, without empty ones
 * @param error expected calibration error: the mean distance of predicted and observed shares, over pairs, in [0, 1]
 *     (arXiv:1706.04599, equation 3)
 */
public record PairCalibration(List<Bin> bins, double error) {
  private static final int COUNT = 5;

  public PairCalibration {
    bins = List.copyOf(bins);
  }

  /**
   * Pairs with similar predictions.
   *
   * @param from smallest prediction of the bin
   * @param to largest prediction of the bin
   * @param predicted mean prediction of its pairs
   * @param observed share of its pairs that are ranked right
   */
  public record Bin(double from, double to, int pairs, double predicted, double observed) {}

  /** Measures the calibration on some pairs. */
  public static PairCalibration of(PairScores scores) {
    int[] pairs = new int[COUNT];
    int[] right = new int[COUNT];
    double[] predicted = new double[COUNT];
    for (int i = 0; i < scores.size(); i++) {
      double p = BradleyTerry.preference(Math.abs(scores.chosen()[i] - scores.rejected()[i]), 0);
      int bin = Math.min(COUNT - 1, (int) ((p - 0.5) * 2 * COUNT));
      pairs[bin]++;
      predicted[bin] += p;
      right[bin] += scores.right(i) ? 1 : 0;
    }
    List<Bin> bins = new ArrayList<>();
    double error = 0;
    for (int b = 0; b < COUNT; b++) {
      if (pairs[b] > 0) {
        Bin bin = new Bin(
            0.5 + b * 0.5 / COUNT,
            0.5 + (b + 1) * 0.5 / COUNT,
            pairs[b],
            predicted[b] / pairs[b],
            (double) right[b] / pairs[b]);
        bins.add(bin);
        error += Math.abs(bin.predicted() - bin.observed()) * pairs[b] / scores.size();
      }
    }
    return new PairCalibration(bins, error);
  }
}
