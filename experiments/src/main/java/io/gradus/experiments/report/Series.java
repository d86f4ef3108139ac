package io.gradus.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A metric during the run.
 *
 * @param x {@code (N)} global steps, rising
 * @param y {@code (N)} finite values
 */
record Series(double[] x, double[] y) {
  /**
   * Largest number of points of a curve. A step is then about a pixel wide, so more points only make the file larger.
   */
  private static final int MOST_POINTS = 800;

  private static final int FEWEST_TO_SMOOTH = 40;

  Series {
    if (x.length != y.length || x.length == 0) {
      throw new IllegalArgumentException("x: %d steps for %d values".formatted(x.length, y.length));
    }
  }

  double largest() {
    return Arrays.stream(y).map(Math::abs).max().orElseThrow();
  }

  boolean alwaysZero() {
    return Arrays.stream(y).allMatch(v -> v == 0);
  }

  /** Parts of the curve, one for each stage; a single part if no stages are known. */
  List<Series> cutAt(List<Stage> stages) {
    List<Series> parts = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= x.length; i++) {
      if (i == x.length || stage(stages, x[i]) != stage(stages, x[i - 1])) {
        parts.add(new Series(Arrays.copyOfRange(x, from, i), Arrays.copyOfRange(y, from, i)));
        from = i;
      }
    }
    return parts;
  }

  private static long stage(List<Stage> stages, double step) {
    return stages.stream().filter(s -> s.last() < step).count();
  }

  /** Returns whether there are enough points for a useful moving mean. */
  boolean worthSmoothing() {
    return y.length >= FEWEST_TO_SMOOTH;
  }

  /** Number of points that {@link #smoothed} averages. */
  int window() {
    return Math.min(51, Math.max(5, y.length / 20) | 1);
  }

  /** Mean of each point and its neighbours; at the ends, of the existing neighbours. */
  Series smoothed(int window) {
    int reach = window / 2;
    double[] mean = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      mean[i] = Arrays.stream(y, Math.max(0, i - reach), Math.min(y.length, i + reach + 1))
          .average()
          .orElseThrow();
    }
    return new Series(x, mean);
  }

  /** Curve with fewer points: the lowest and the highest of each interval, so that no spike is lost. */
  Series thinned() {
    if (y.length <= MOST_POINTS) {
      return this;
    }
    int stretches = MOST_POINTS / 2;
    int[] kept = new int[2 * stretches];
    for (int s = 0; s < stretches; s++) {
      int from = (int) ((long) y.length * s / stretches);
      int to = (int) ((long) y.length * (s + 1) / stretches);
      int low = from;
      int high = from;
      for (int i = from; i < to; i++) {
        low = y[i] < y[low] ? i : low;
        high = y[i] > y[high] ? i : high;
      }
      kept[2 * s] = Math.min(low, high);
      kept[2 * s + 1] = Math.max(low, high);
    }
    int[] distinct = Arrays.stream(kept).distinct().toArray();
    return new Series(
        Arrays.stream(distinct).mapToDouble(i -> x[i]).toArray(),
        Arrays.stream(distinct).mapToDouble(i -> y[i]).toArray());
  }
}
