package io.gradus.experiments.report;

import io.gradus.experiments.report.Figure.Line;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A figure as a chart of XChart: its axes, curves, intervals and stages. */
final class Chart {
  static final int WIDTH = 520;
  static final int HEIGHT = 290;
  private static final int LEGEND_LINE = 20;

  /** Up to this number of marked points, intervals are drawn as bars. More points get a band. */
  private static final int BARS = 12;

  private static final Color INK = new Color(0x333333);
  private static final Color GRID = new Color(0xE6E6E6);
  private static final Color STAGE = new Color(0x767676);

  private Chart() {}

  /** The height of a chart with title and legend. */
  static int fullHeight(Figure figure) {
    return HEIGHT + 30 + 12 + LEGEND_LINE * figure.lines().size();
  }

  /**
   * Builds the chart of a figure.
   *
   * @param alone whether it has its own title and legend
   */
  static XYChart of(Figure figure, boolean alone) {
    XYChart chart = new XYChartBuilder()
        .width(WIDTH)
        .height(alone ? fullHeight(figure) : HEIGHT)
        .title(alone ? figure.title() : "")
        .xAxisTitle(figure.axis())
        .build();
    style(chart.getStyler(), figure, alone);
    anchor(chart, figure);
    for (Line line : figure.lines()) {
      intervals(chart, line);
    }
    for (Line line : figure.lines()) {
      curve(chart, figure, line);
    }
    stages(chart, figure);
    return chart;
  }

  private static void style(XYStyler style, Figure figure, boolean alone) {
    Font text = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    style.setBaseFont(text);
    style.setLocale(Locale.ROOT);
    style.setChartBackgroundColor(Color.WHITE);
    style.setChartFontColor(INK);
    style.setChartTitleBoxVisible(false);
    style.setChartTitleFont(text.deriveFont(Font.BOLD, 15f));
    style.setChartTitleVisible(alone);
    style.setChartPadding(26); // half of the longest label of a step stands beyond the last tick
    style.setPlotBorderVisible(false);
    style.setPlotContentSize(1);
    style.setPlotMargin(4);
    style.setPlotGridVerticalLinesVisible(false);
    style.setPlotGridLinesColor(GRID);
    style.setPlotGridLinesStroke(new BasicStroke(1));
    style.setAxisTickLabelsFont(text.deriveFont(12f));
    style.setAxisTickLabelsColor(INK);
    style.setAxisTickMarksColor(STAGE);
    style.setAxisTitleFont(text.deriveFont(12f));
    style.setYAxisTitleVisible(false);
    style.setYAxisTickMarkSpacingHint(45);
    style.setXAxisTickMarkSpacingHint(80);
    double[] span = span(figure);
    style.setXAxisMin(span[0]);
    style.setXAxisMax(span[1]);
    double[] bounds = bounds(figure);
    style.setYAxisMin(bounds[0]);
    style.setYAxisMax(bounds[1]);
    style.setxAxisTickLabelsFormattingFunction(Figure::step);
    style.setyAxisTickLabelsFormattingFunction(figure::format);
    style.setLegendVisible(alone);
    style.setLegendPosition(LegendPosition.OutsideS);
    style.setLegendLayout(LegendLayout.Vertical);
    style.setLegendBorderColor(Color.WHITE);
    style.setLegendFont(text.deriveFont(12f));
    style.setLegendPadding(4);
    style.setAnnotationLineColor(STAGE);
    style.setAnnotationLineStroke(stroke(1, new float[] {3, 3}));
    style.setAnnotationTextFont(text.deriveFont(Font.ITALIC, 12f));
    style.setAnnotationTextFontColor(new Color(0x595959));
  }

  /**
   * Returns the range of the x axis: the steps and a little room, so that ticks and marks at the ends are not cut off.
   */
  private static double[] span(Figure figure) {
    double first = figure.range().first();
    double last = Math.max(figure.range().last(), first + 1);
    double room = 0.015 * (last - first);
    return new double[] {first - room, last + room};
  }

  /**
   * Adds an invisible point between evenly spaced points. Otherwise XChart labels the points themselves, such as 11, 22
   * and 33, and not round numbers.
   */
  private static void anchor(XYChart chart, Figure figure) {
    double first = figure.range().first();
    double last = Math.max(figure.range().last(), first + 1);
    double y = figure.lines().get(0).y()[0];
    XYSeries unseen = chart.addSeries(
        "anchor",
        new double[] {first, first + 0.3 * (last - first) / 7, last},
        new double[] {y, y, y});
    unseen.setMarker(SeriesMarkers.NONE);
    unseen.setLineColor(Palette.faint(Color.WHITE, 0));
    unseen.setShowInLegend(false);
  }

  /** The axis of a share goes from 0 to 1. Any other axis contains zero if that does not flatten the curve. */
  private static double[] bounds(Figure figure) {
    DoubleStream.Builder all = DoubleStream.builder();
    for (Line line : figure.lines()) {
      DoubleStream.of(line.y()).forEach(all);
      DoubleStream.of(line.low()).forEach(all);
      DoubleStream.of(line.high()).forEach(all);
    }
    double[] values = all.build().sorted().toArray();
    double low = values[0];
    double high = values[values.length - 1];
    // Stages are named at the top, above the curves.
    double head = figure.stages().size() < 2 ? 0.03 : 0.08;
    if (figure.percent() && low >= 0 && high > 0.4 && high <= 1) {
      return new double[] {-0.005, 1 + head};
    }
    if (low == high) {
      double around = low == 0 ? 1 : Math.abs(low) / 2;
      return new double[] {low == 0 ? -0.01 : low - around, high + around};
    }
    low = low > 0 && low < high / 2 ? 0 : low;
    high = high < 0 && high > low / 2 ? 0 : high;
    double size = high - low;
    return new double[] {
      low == 0 ? -0.005 * size : low - 0.05 * size, high + (high == 0 ? 0.005 : 0.05 + head) * size
    };
  }

  private static void intervals(XYChart chart, Line line) {
    if (!line.hasIntervals()) {
      return;
    }
    Color colour = Palette.colour(line.colour());
    int n = line.x().length;
    if (n > BARS || (!line.marked() && n > 1)) {
      double[] x = new double[2 * n];
      double[] y = new double[2 * n];
      for (int i = 0; i < n; i++) {
        x[i] = line.x()[i];
        y[i] = line.low()[i];
        x[2 * n - 1 - i] = line.x()[i];
        y[2 * n - 1 - i] = line.high()[i];
      }
      XYSeries band = chart.addSeries(line.label() + " band", x, y);
      band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
      band.setFillColor(Palette.faint(colour, 40));
      band.setLineColor(Palette.faint(colour, 0));
      band.setMarker(SeriesMarkers.NONE);
      band.setShowInLegend(false);
      return;
    }
    for (int i = 0; i < n; i++) {
      XYSeries bar = chart.addSeries(
          line.label() + " bar " + i,
          new double[] {line.x()[i], line.x()[i]},
          new double[] {line.low()[i], line.high()[i]});
      bar.setMarker(SeriesMarkers.NONE);
      bar.setLineColor(Palette.faint(colour, 150));
      bar.setLineStyle(stroke(1.5f, new float[0]));
      bar.setShowInLegend(false);
    }
  }

  /**
   * Draws a line in one part for each stage. Stages minimise different losses, so no moving mean may cross their
   * border.
   */
  private static void curve(XYChart chart, Figure figure, Line line) {
    Series whole = new Series(line.x(), line.y());
    List<Series> parts =
        line.marked() || line.hasIntervals() ? List.of(whole) : whole.cutAt(figure.stages());
    for (int i = 0; i < parts.size(); i++) {
      part(chart, line, parts.get(i), i, whole);
    }
  }

  private static void part(XYChart chart, Line line, Series series, int place, Series whole) {
    Color colour = Palette.colour(line.colour());
    boolean smooth = whole.worthSmoothing() && !line.marked() && !line.hasIntervals();
    Series shown = series;
    if (smooth) {
      Series raw = series.thinned();
      XYSeries every = chart.addSeries(line.label() + " each step " + place, raw.x(), raw.y());
      every.setMarker(SeriesMarkers.NONE);
      every.setLineColor(Palette.faint(colour, 70));
      every.setLineStyle(stroke(1, new float[0]));
      every.setShowInLegend(false);
      every.setSmooth(true);
      shown = series.smoothed(whole.window()).thinned();
    }
    String label = place == 0 ? line.label() : line.label() + " part " + place;
    XYSeries main = chart.addSeries(label, shown.x(), shown.y());
    main.setShowInLegend(place == 0);
    // XChart draws a smooth curve as one path. It draws other curves in pieces, and the dashes
    // would begin again in each piece.
    main.setSmooth(smooth || (line.hasIntervals() && line.x().length > BARS));
    main.setLineColor(colour);
    main.setLineStyle(stroke(2, Palette.pattern(line.colour())));
    main.setMarker(
        line.marked() || shown.y().length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    main.setMarkerColor(colour);
    chart.getStyler().setMarkerSize(6);
  }

  private static void stages(XYChart chart, Figure figure) {
    if (figure.stages().size() < 2) {
      return;
    }
    double[] bounds = bounds(figure);
    double top = bounds[1] - 0.03 * (bounds[1] - bounds[0]);
    double width = figure.range().last() - figure.range().first();
    double before = figure.range().first();
    for (int i = 0; i < figure.stages().size(); i++) {
      Stage stage = figure.stages().get(i);
      double from = Math.max(figure.range().first(), i == 0 ? stage.first() : before);
      double to = Math.min(figure.range().last(), stage.last());
      if (i > 0 && before > figure.range().first() && before < figure.range().last()) {
        chart.addAnnotation(new AnnotationLine(before, true, false));
      }
      if (to - from > 0.15 * width) {
        chart.addAnnotation(new AnnotationText(stage.name(), (from + to) / 2, top, false));
      }
      before = stage.last();
    }
  }

  private static BasicStroke stroke(float width, float[] dashes) {
    return dashes.length == 0
        ? new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
        : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0);
  }
}
