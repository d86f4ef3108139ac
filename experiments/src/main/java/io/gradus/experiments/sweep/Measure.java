package io.gradus.experiments.sweep;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.experiments.report.RunCurves;
import io.gradus.experiments.report.RunCurves.Axis;
import io.gradus.experiments.report.Series;
import java.util.Arrays;
import java.util.Optional;

/**
 * One number of a run, taken from one of its curves.
 *
 * @param of name of the curve, as in {@link RunCurves}
 * @param points points at the end of the curve, or at its beginning, that are averaged
 */
public record Measure(
    @About("metric, or evaluation/BENCHMARK/MODE/FIELD") String of,

    @Default("last") @About("what is taken of the curve") Take take,

    @Default("1") @About("with last and first: how many points are averaged")
    int points,

    @Default("0") @About("with until: the level to reach") double level,

    @Default("steps") @About("with until: what is counted, steps or sampled-tokens")
    Axis along,

    @Default("0") @About("first stage that counts, from 1; 0: the last stage")
    int stage) {

  /** How a curve becomes a number. */
  public enum Take {
    /** Mean of the last points. */
    LAST,
    /** Mean of the first points. */
    FIRST,
    /** Mean of all points, so a curve that rises earlier has a larger value. */
    MEAN,
    /** Median of all points, such as for times, which other work on the machine disturbs. */
    MEDIAN,
    /** Smallest value. */
    LEAST,
    /** Largest value. */
    MOST,
    /** Sum of all points. */
    TOTAL,
    /** Last minus first value. */
    RISE,
    /** Smallest minus first value. */
    DIP,
    /** Steps or tokens until the curve first reaches a level; all of them if it never does. */
    UNTIL
  }

  public Measure {
    if (points < 1) {
      throw new IllegalArgumentException("points: must be 1 or more, but is " + points);
    }
    if (stage < 0) {
      throw new IllegalArgumentException("stage: must be 0 or more, but is " + stage);
    }
  }

  /**
   * A number.
   *
   * @param reached whether the level was reached; true for all other measures
   */
  record Value(double value, boolean reached) {}

  /** The number of a run; empty if the run has no such curve. */
  Optional<Value> value(RunCurves run) {
    Axis axis = take == Take.UNTIL ? along : Axis.STEPS;
    return run.curve(of, stage == 0 ? run.stages() : stage, axis).map(this::value);
  }

  private Value value(Series curve) {
    double[] y = curve.y();
    int n = Math.min(points, y.length);
    return switch (take) {
      case LAST -> exact(mean(Arrays.copyOfRange(y, y.length - n, y.length)));
      case FIRST -> exact(mean(Arrays.copyOfRange(y, 0, n)));
      case MEAN -> exact(mean(y));
      case MEDIAN -> exact(median(y));
      case LEAST -> exact(Arrays.stream(y).min().orElseThrow());
      case MOST -> exact(Arrays.stream(y).max().orElseThrow());
      case TOTAL -> exact(Arrays.stream(y).sum());
      case RISE ->
        exact(mean(Arrays.copyOfRange(y, y.length - n, y.length))
            - mean(Arrays.copyOfRange(y, 0, n)));
      case DIP -> exact(Arrays.stream(y).min().orElseThrow() - y[0]);
      case UNTIL -> until(curve);
    };
  }

  private Value until(Series curve) {
    for (int i = 0; i < curve.y().length; i++) {
      if (curve.y()[i] >= level) {
        return exact(curve.x()[i]);
      }
    }
    return new Value(curve.x()[curve.x().length - 1], false);
  }

  private static Value exact(double value) {
    return new Value(value, true);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /** The measure in words, such as {@code mean of the last 20 of entropy}. */
  String words() {
    String several = points == 1 ? "" : " " + points;
    return switch (take) {
      case LAST -> points == 1 ? "last " + of : "mean of the last %d of %s".formatted(points, of);
      case FIRST ->
        points == 1 ? "first " + of : "mean of the first %d of %s".formatted(points, of);
      case MEAN -> "mean of " + of;
      case MEDIAN -> "median of " + of;
      case LEAST -> "least " + of;
      case MOST -> "most " + of;
      case TOTAL -> "sum of " + of;
      case RISE -> "last%s minus first%s of %s".formatted(several, several, of);
      case DIP -> "least minus first of " + of;
      case UNTIL ->
        "%s until %s is %s".formatted(along == Axis.STEPS ? "steps" : "sampled tokens", of, level);
    };
  }
}
