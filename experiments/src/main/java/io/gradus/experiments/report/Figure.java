package io.gradus.experiments.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One diagram, apart from how it is drawn.
 *
 * @param name names its picture files: letters, digits and hyphens
 * @param title what it shows
 * @param caption how to read it, for someone who does not know; may be empty
 * @param percent whether values are shares of one, shown as percentages
 * @param range the last step on the x axis, and the first unless the curves begin later
 * @param lines at least one
 * @param stages where the stages of the run lie; none where runs with different stages are compared
 */
record Figure(
    String name,
    String title,
    String caption,
    boolean percent,
    Range range,
    List<Line> lines,
    List<Stage> stages) {

  Figure {
    lines = List.copyOf(lines);
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("lines: a figure shows at least one");
    }
    // A long stage that a figure has nothing to say of would press its curves to the edge.
    double begin = lines.stream().mapToDouble(line -> line.x()[0]).min().orElse(range.first());
    range = new Range(Math.min(begin, range.last()), range.last());
    stages = stages.stream().filter(stage -> stage.last() > begin).toList();
  }

  /** An interval of the x axis. */
  record Range(double first, double last) {}

  /**
   * One curve; its points are in the order of x, and finite.
   *
   * @param label what it is, for the legend
   * @param colour its place in the palette
   * @param marked whether its points are few and each is shown, as for evaluations; else it is a metric of every step
   * @param x {@code (N)} global steps
   * @param y {@code (N)} values
   * @param low {@code (N)} lower ends of 95 % intervals, or empty
   * @param high {@code (N)} upper ends of 95 % intervals, or empty
   */
  record Line(
      String label,
      int colour,
      boolean marked,
      double[] x,
      double[] y,
      double[] low,
      double[] high) {
    static Line plain(String label, int colour, Series series) {
      return new Line(label, colour, false, series.x(), series.y(), new double[0], new double[0]);
    }

    boolean hasIntervals() {
      return low.length > 0;
    }
  }

  /** The same in words, for those who do not see it. */
  String description() {
    return lines.stream()
        .map(l -> "%s: %s at step %s, %s at step %s, lowest %s, highest %s."
            .formatted(
                l.label(),
                format(l.y()[0]),
                Figure.number(l.x()[0]),
                format(l.y()[l.y().length - 1]),
                Figure.number(l.x()[l.x().length - 1]),
                format(Arrays.stream(l.y()).min().orElseThrow()),
                format(Arrays.stream(l.y()).max().orElseThrow())))
        .collect(Collectors.joining(" ", title + ". ", ""));
  }

  /** A value as this figure shows it. */
  String format(double value) {
    return percent
        ? trimmed(String.format(Locale.ROOT, "%.2f", 100 * value)) + " %"
        : number(value);
  }

  /** A share to a tenth of a per cent. */
  static String percentage(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** A number in at most four digits that matter. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    if (size >= 1e7 || size < 1e-4) {
      return String.format(Locale.ROOT, "%.2e", value).replaceFirst("\\.?0*e", "e");
    }
    if (size >= 1000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    int decimals = (int) Math.max(0, 3 - Math.floor(Math.log10(size)));
    return trimmed(String.format(Locale.ROOT, "%." + decimals + "f", value));
  }

  /** A step for the axis, exact, where a long number would be cut off at the edge: {@code 200}, {@code 100k}, {@code 200.05k}, {@code 2M}. */
  static String step(double value) {
    if (value >= 1e6) {
      return trimmed(String.format(Locale.ROOT, "%.6f", value / 1e6)) + "M";
    }
    return value >= 1e4
        ? trimmed(String.format(Locale.ROOT, "%.3f", value / 1e3)) + "k"
        : number(value);
  }

  private static String trimmed(String number) {
    return number.contains(".") ? number.replaceFirst("\\.?0+$", "") : number;
  }
}
