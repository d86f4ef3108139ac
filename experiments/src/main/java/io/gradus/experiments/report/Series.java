package io.gradus.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * A metric during the run.
 *
 * @param x {@code (N)} global steps, rising; on another axis, what that axis counts
 * @param y {@code (N)} finite values
 */
public record Series(double[] x, double[] y) {
  /**
   * Largest number of points of a curve. A step is then about a pixel wide, so more points only make the file larger.
   */
  private static final int MOST_POINTS = 800;

  private static final int FEWEST_TO_SMOOTH = 40;

  public Series {
    if (x.length != y.length || x.length == 0) {
      throw new IllegalArgumentException("x: %d steps for %d values".formatted(x.length, y.length));
    }
  }

  static Series of(Map<Double, Double> points) {
    return new Series(
        points.keySet().stream().mapToDouble(v -> v).toArray(),
        points.values().stream().mapToDouble(v -> v).toArray());
  }

  /** The points from {@code first} on; empty if there are none. */
  Optional<Series> from(double first) {
    int begin = 0;
    while (begin < x.length && x[begin] < first) {
      begin++;
    }
    return begin == x.length
        ? Optional.empty()
        : Optional.of(new Series(
            Arrays.copyOfRange(x, begin, x.length), Arrays.copyOfRange(y, begin, y.length)));
  }

  /** The same values on another axis. */
  Series at(DoubleUnaryOperator axis) {
    return new Series(Arrays.stream(x).map(axis).toArray(), y);
  }

  /** Value at a place by linear interpolation; the nearest value outside the range. */
  double value(double at) {
    int after = 0;
    while (after < x.length && x[after] < at) {
      after++;
    }
    if (after == 0 || after == x.length) {
      return y[Math.min(after, x.length - 1)];
    }
    double part = (at - x[after - 1]) / (x[after] - x[after - 1]);
    return y[after - 1] + part * (y[after] - y[after - 1]);
  }

  double largest() {
    return Arrays.stream(y).map(Math::abs).max().orElseThrow();
  }

  boolean alwaysZero() {
    return Arrays.stream(y).allMatch(v -> v == 0);
  }

  /** Parts of the curve, one for each stage; a single part if no stages are known. */
  List<Series> cutAt(List<StageSpan> stages) {
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

  private static long stage(List<StageSpan> stages, double step) {
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
    return thinned(MOST_POINTS);
  }

  /** The same, with at most {@code most} points. */
  Series thinned(int most) {
    if (y.length <= most) {
      return this;
    }
    int stretches = most / 2;
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
