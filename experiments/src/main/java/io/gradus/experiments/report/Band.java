package io.gradus.experiments.report;

import io.gradus.experiments.statistics.Estimate;
import io.gradus.experiments.statistics.StudentT;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Mean of one curve of several runs, with the 95 % t interval over runs at each point.
 *
 * @param x {@code (N)} rising
 * @param mean {@code (N)}
 * @param low {@code (N)} equal to the mean if there is only one run
 * @param high {@code (N)}
 */
record Band(double[] x, double[] mean, double[] low, double[] high) {
  private static final int POINTS = 60;

  /**
   * Computes the band of some runs. Each curve of many points is first replaced by its moving mean. If the runs have
   * points at different places, as on an axis of tokens, their curves are interpolated linearly over their common
   * range.
   */
  static Band of(List<Series> runs) {
    List<Series> smooth = runs.stream()
        .map(run -> run.worthSmoothing() ? run.smoothed(run.window()) : run)
        .toList();
    double[] x = grid(smooth);
    Band band = new Band(x, new double[x.length], new double[x.length], new double[x.length]);
    for (int i = 0; i < x.length; i++) {
      double at = x[i];
      Estimate estimate =
          StudentT.mean(smooth.stream().mapToDouble(run -> run.value(at)).toArray());
      band.mean[i] = estimate.value();
      band.low[i] = runs.size() == 1 ? estimate.value() : estimate.low();
      band.high[i] = runs.size() == 1 ? estimate.value() : estimate.high();
    }
    return band;
  }

  private static double[] grid(List<Series> runs) {
    double[] first = runs.get(0).x();
    boolean same = runs.stream().allMatch(run -> Arrays.equals(run.x(), first));
    if (same && first.length <= POINTS) {
      return first;
    }
    double low = runs.stream().mapToDouble(run -> run.x()[0]).max().orElseThrow();
    double high =
        runs.stream().mapToDouble(run -> run.x()[run.x().length - 1]).min().orElseThrow();
    if (high <= low) {
      return new double[] {low};
    }
    return IntStream.range(0, POINTS)
        .mapToDouble(i -> low + (high - low) * i / (POINTS - 1))
        .toArray();
  }

  /** Returns this band, cut off at 0 and at 1, because a share cannot have other values. */
  Band ofShares() {
    return new Band(
        x,
        mean,
        Arrays.stream(low).map(v -> Math.max(0, v)).toArray(),
        Arrays.stream(high).map(v -> Math.min(1, v)).toArray());
  }

  Figure.Line line(String label, int colour) {
    boolean single = Arrays.equals(low, high);
    return new Figure.Line(
        label, colour, false, x, mean, single ? new double[0] : low, single ? new double[0] : high);
  }
}
