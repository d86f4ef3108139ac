package io.gradus.core.curriculum;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How well predicted pass rates agree with the outcomes. Older predictions count less and less. */
final class Calibration {
  private static final int BINS = 10;
  /** Weight of earlier steps at each further one. */
  private static final double MEMORY = 0.95;

  private static final int ERRORS = 3 * BINS;
  private static final int AGREEMENT = ERRORS + 1;
  private static final int UNEQUAL_PREDICTIONS = ERRORS + 2;
  private static final int UNEQUAL_RATES = ERRORS + 3;

  /**
   * For each tenth of the predictions: number, sum of predictions, sum of outcomes; then the squared errors. Then over
   * the pairs of a step: pairs in the same order minus pairs in the opposite order, pairs with unequal predictions, and
   * pairs with unequal outcomes.
   */
  private final double[] sums = new double[3 * BINS + 4];

  /** Predictions and outcomes of this step. Other steps had another policy, so pairs are formed only within a step. */
  private final List<double[]> step = new ArrayList<>();

  /** Begins a step, and lets the figures of earlier steps fade. */
  void fade() {
    step.clear();
    for (int i = 0; i < sums.length; i++) {
      sums[i] *= MEMORY;
    }
  }

  /**
   * Adds a prediction.
   *
   * @param predicted in [0, 1]
   * @param rate share of right completions
   */
  void add(double predicted, double rate) {
    int bin = Math.min(BINS - 1, (int) (predicted * BINS));
    sums[3 * bin]++;
    sums[3 * bin + 1] += predicted;
    sums[3 * bin + 2] += rate;
    sums[ERRORS] += Math.pow(predicted - rate, 2);
    for (double[] other : step) {
      double first = Math.signum(predicted - other[0]);
      double second = Math.signum(rate - other[1]);
      sums[AGREEMENT] += first * second;
      sums[UNEQUAL_PREDICTIONS] += Math.abs(first);
      sums[UNEQUAL_RATES] += Math.abs(second);
    }
    step.add(new double[] {predicted, rate});
  }

  /**
   * Brier score (mean squared error) and expected calibration error: mean distance of prediction and outcome over the
   * tenths. Then Kendall's rank correlation tau-b of predictions and outcomes of the same step (Kendall 1945), if any
   * differ. Empty before the first prediction.
   */
  Map<String, Double> figures() {
    double count = 0;
    double distance = 0;
    for (int bin = 0; bin < BINS; bin++) {
      count += sums[3 * bin];
      distance += Math.abs(sums[3 * bin + 1] - sums[3 * bin + 2]);
    }
    Map<String, Double> figures = new TreeMap<>();
    if (count > 0) {
      figures.put("curriculum/brier", sums[ERRORS] / count);
      figures.put("curriculum/calibration_error", distance / count);
    }
    double unequal = sums[UNEQUAL_PREDICTIONS] * sums[UNEQUAL_RATES];
    if (unequal > 0) {
      figures.put("curriculum/rank_correlation", sums[AGREEMENT] / Math.sqrt(unequal));
    }
    return figures;
  }

  double[] state() {
    return sums.clone();
  }

  void load(double[] state) {
    // Checkpoints of earlier versions have no pairs.
    System.arraycopy(state, 0, sums, 0, Math.min(state.length, sums.length));
  }
}
