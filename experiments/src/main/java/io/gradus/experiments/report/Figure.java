package io.gradus.experiments.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Contents of one diagram.
 *
 * @param name base name of its picture files: letters, digits and hyphens
 * @param title title of the diagram
 * @param caption explanation for readers who do not know the metric; may be empty
 * @param percent whether values are shares of one, shown as percentages
 * @param range steps of the x axis; the axis begins later if all curves do
 * @param lines at least one
 * @param stages stages of the run; empty if runs with different stages are compared
 * @param axis title of the x axis
 */
record Figure(
    String name,
    String title,
    String caption,
    boolean percent,
    Range range,
    List<Line> lines,
    List<StageSpan> stages,
    String axis) {

  Figure {
    lines = List.copyOf(lines);
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("lines: a figure must have at least one");
    }
    // A long stage without data would squeeze the curves to the edge.
    double begin = lines.stream().mapToDouble(line -> line.x()[0]).min().orElse(range.first());
    range = new Range(Math.min(begin, range.last()), range.last());
    stages = stages.stream().filter(stage -> stage.last() > begin).toList();
  }

  /** An interval of the x axis. */
  record Range(double first, double last) {}

  /**
   * One curve; its points are in the order of x, and finite.
   *
   * @param label name in the legend
   * @param colour index in the palette
   * @param marked whether each point is marked, as for evaluations; false for a metric of every step
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

  /** Description in words for readers who cannot see the diagram. */
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

  /** Value in the format of this figure. */
  String format(double value) {
    return percent
        ? trimmed(String.format(Locale.ROOT, "%.2f", 100 * value)) + " %"
        : number(value);
  }

  /** Share to a tenth of a per cent. */
  static String percentage(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** Number with at most four significant digits. */
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

  /**
   * Exact step in a short form for the axis, where a long number would be cut off: {@code 200}, {@code 100k}, {@code
   * 200.05k}, {@code 2M}.
   */
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
