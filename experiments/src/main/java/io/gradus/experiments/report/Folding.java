package io.gradus.experiments.report;

import io.gradus.experiments.report.Figure.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Decides which curves a report folds away, because nothing can be seen in them. Reward and pass rate are never folded,
 * because a flat reward is a finding.
 */
enum Folding {
  /** The curve is shown. */
  SHOWN,
  /** Every line has one value only. */
  CONSTANT,
  /**
   * No line has a trend: a rank version of von Neumann's ratio test (Bartels 1982) finds no positive correlation
   * between neighbouring steps, at the level of 5 %.
   */
  NOISE;

  /** Fewest points for a judgement on noise. */
  private static final int FEWEST = 20;

  private static final double QUANTILE_95 = 1.6449;

  /** If the means of two runs differ by more than this many standard errors, the comparison is shown. */
  private static final double APART = 3;

  /**
   * Judges a figure.
   *
   * @param comparison whether its lines are the same metric of several runs
   */
  static Folding of(Figure figure, boolean comparison) {
    List<Line> lines = figure.lines();
    boolean always = figure.title().matches("Reward(: mean\\b.*)?|Pass rate");
    if (always || lines.stream().anyMatch(line -> line.marked() || line.hasIntervals())) {
      return SHOWN;
    }
    if (lines.stream().allMatch(line -> constant(line.y()))) {
      double[] ends = lines.stream().mapToDouble(line -> line.y()[0]).toArray();
      return comparison && !constant(ends) ? SHOWN : CONSTANT;
    }
    boolean noise = lines.stream()
        .allMatch(line ->
            constant(line.y()) || isNoise(new Series(line.x(), line.y()).cutAt(figure.stages())));
    return noise && !(comparison && apart(lines)) ? NOISE : SHOWN;
  }

  private static boolean constant(double[] values) {
    double low = Arrays.stream(values).min().orElse(0);
    double high = Arrays.stream(values).max().orElse(0);
    return high - low <= 1e-6 * Math.max(Math.abs(low), Math.abs(high));
  }

  /** Returns whether no part of a curve has a trend; each stage is a part, because stages have different levels. */
  static boolean isNoise(List<Series> parts) {
    double sum = 0;
    double weights = 0;
    int points = 0;
    for (Series part : parts) {
      int n = part.y().length;
      points += n;
      if (n >= FEWEST / 2 && !constant(part.y())) {
        sum += Math.sqrt(n) * score(part.y());
        weights += n;
      }
    }
    return points >= FEWEST && weights > 0 && sum / Math.sqrt(weights) > -QUANTILE_95;
  }

  /** Standardised von Neumann ratio of the ranks; negative if neighbours are alike. */
  private static double score(double[] y) {
    double[] ranks = ranks(y);
    double n = y.length;
    double mean = (n + 1) / 2;
    double steps = 0;
    double spread = 0;
    for (int i = 0; i < ranks.length; i++) {
      spread += (ranks[i] - mean) * (ranks[i] - mean);
      steps += i == 0 ? 0 : (ranks[i] - ranks[i - 1]) * (ranks[i] - ranks[i - 1]);
    }
    double variance = 4 * (n - 2) * (5 * n * n - 2 * n - 9) / (5 * n * (n + 1) * (n - 1) * (n - 1));
    return (steps / spread - 2) / Math.sqrt(variance);
  }

  /** Ranks from 1; equal values share their mean rank. */
  private static double[] ranks(double[] y) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, y.length).boxed().toList());
    order.sort(Comparator.comparingDouble(i -> y[i]));
    double[] ranks = new double[y.length];
    for (int from = 0; from < y.length; ) {
      int to = from;
      while (to < y.length && y[order.get(to)] == y[order.get(from)]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order.get(i)] = (from + 1 + to) / 2.0;
      }
      from = to;
    }
    return ranks;
  }

  /** Whether the means of any two runs differ clearly. */
  private static boolean apart(List<Line> lines) {
    for (Line a : lines) {
      for (Line b : lines) {
        double error = Math.sqrt(variance(a.y()) / a.y().length + variance(b.y()) / b.y().length);
        if (Math.abs(mean(a.y()) - mean(b.y())) > APART * error) {
          return true;
        }
      }
    }
    return false;
  }

  private static double mean(double[] y) {
    return Arrays.stream(y).average().orElse(0);
  }

  private static double variance(double[] y) {
    double mean = mean(y);
    return Arrays.stream(y).map(v -> (v - mean) * (v - mean)).sum() / Math.max(1, y.length - 1);
  }
}
