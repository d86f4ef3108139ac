package io.gradus.core.curriculum;

import java.util.Map;
import java.util.TreeMap;

/** How well predicted pass rates agree with the outcomes. Older predictions count less and less. */
final class Calibration {
  private static final int BINS = 10;
  /** Weight of earlier steps at each further one. */
  private static final double MEMORY = 0.95;

  /** For each tenth of the predictions: number, sum of predictions, sum of outcomes; then the squared errors. */
  private final double[] sums = new double[3 * BINS + 1];

  /** Lets the figures of earlier steps fade. */
  void fade() {
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
    sums[3 * BINS] += Math.pow(predicted - rate, 2);
  }

  /**
   * Brier score (mean squared error) and expected calibration error: mean distance of prediction and outcome over the
   * tenths. Empty before the first prediction.
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
      figures.put("curriculum/brier", sums[3 * BINS] / count);
      figures.put("curriculum/calibration_error", distance / count);
    }
    return figures;
  }

  double[] state() {
    return sums.clone();
  }

  void load(double[] state) {
    System.arraycopy(state, 0, sums, 0, Math.min(sums.length, state.length));
  }
}
