package io.gradus.experiments.report;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import io.gradus.experiments.report.Figure.Line;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import javax.imageio.ImageIO;
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

/** Draws figures with XChart, as SVG or PNG. */
final class Drawing {
  static final int WIDTH = 520;
  static final int HEIGHT = 290;
  private static final int LEGEND_LINE = 20;
  private static final double PNG_SCALE = 2;

  /** Largest number of points whose intervals are bars; more points have a band. */
  private static final int BARS = 12;

  /** Colours with a contrast of at least 3:1 to white, which people who confuse red and green can distinguish (after Okabe and Ito). */
  private static final Color[] PALETTE = {
    new Color(0x0067A5),
    new Color(0xC44E00),
    new Color(0x007A5A),
    new Color(0x9B3F83),
    new Color(0x7A6100),
    new Color(0x2F7FB8),
    new Color(0x444444)
  };

  private static final Color INK = new Color(0x333333);
  private static final Color GRID = new Color(0xE6E6E6);
  private static final Color STAGE = new Color(0x767676);

  static {
    // Pictures are drawn in memory, so Java must not look for a desktop.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  private Drawing() {}

  /** Reason and remedy if nothing can be drawn on this machine: Java needs fonts, and a bare server may have none. */
  static Optional<String> unavailable() {
    try {
      new TextLayout(
              "0",
              new Font(Font.SANS_SERIF, Font.PLAIN, 12),
              new FontRenderContext(null, true, true))
          .getBounds();
      return Optional.empty();
    } catch (Error | RuntimeException e) {
      // Without fonts, Java throws various errors, even a plain java.lang.Error.
      return Optional.of(
          "The curves are missing: Java found no fonts to draw with (%s). Install fontconfig and a font such as DejaVu, then run 'report' again."
              .formatted(e.getMessage()));
    }
  }

  /** Colour of a line in the palette, for legends beside the drawing: {@code #0067a5}. */
  static String colour(int place) {
    return String.format(Locale.ROOT, "#%06x", paint(place).getRGB() & 0xFFFFFF);
  }

  /** Dashes of a line, because colour alone must not distinguish lines. */
  static String dashes(int place) {
    float[] dashes = pattern(place);
    return dashes.length == 0 ? "none" : (int) dashes[0] + " " + (int) dashes[1];
  }

  /** Complete SVG document with title and legend. */
  static String svg(Figure figure) {
    return paint(List.of(chart(figure, true)), 1, WIDTH, fullHeight(figure));
  }

  /** Drawing without title and legend, for a page that has its own. */
  static String bareSvg(Figure figure) {
    return paint(List.of(chart(figure, false)), 1, WIDTH, HEIGHT);
  }

  /** Several figures in one SVG document, two in a row. */
  static String svg(List<Figure> figures) {
    return paint(charts(figures), 2, WIDTH, tallest(figures));
  }

  static byte[] png(Figure figure) throws IOException {
    return pixels(List.of(chart(figure, true)), 1, fullHeight(figure));
  }

  /** Several figures in one PNG picture, two in a row. */
  static byte[] png(List<Figure> figures) throws IOException {
    return pixels(charts(figures), 2, tallest(figures));
  }

  private static List<XYChart> charts(List<Figure> figures) {
    return figures.stream().map(f -> chart(f, true)).toList();
  }

  private static int tallest(List<Figure> figures) {
    return figures.stream().mapToInt(Drawing::fullHeight).max().orElse(HEIGHT);
  }

  private static int fullHeight(Figure figure) {
    return HEIGHT + 30 + 12 + LEGEND_LINE * figure.lines().size();
  }

  private static String paint(List<XYChart> charts, int columns, int width, int height) {
    int across = Math.min(columns, charts.size());
    int down = (charts.size() + across - 1) / across;
    VectorGraphics2D graphics = new VectorGraphics2D();
    lay(charts, across, width, height, graphics);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new SVGProcessor()
          .getDocument(
              graphics.getCommands(), new PageSize(across * (double) width, down * (double) height))
          .writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Svg.tidied(bytes.toString(StandardCharsets.UTF_8));
  }

  private static byte[] pixels(List<XYChart> charts, int columns, int height) throws IOException {
    int across = Math.min(columns, charts.size());
    int down = (charts.size() + across - 1) / across;
    BufferedImage image = new BufferedImage(
        (int) (PNG_SCALE * across * WIDTH),
        (int) (PNG_SCALE * down * height),
        BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(PNG_SCALE, PNG_SCALE);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    lay(charts, across, WIDTH, height, graphics);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static void lay(
      List<XYChart> charts, int across, int width, int height, Graphics2D graphics) {
    for (int i = 0; i < charts.size(); i++) {
      Graphics2D part = (Graphics2D) graphics.create();
      part.translate(i % across * width, i / across * height);
      charts.get(i).paint(part, width, height);
      part.dispose();
    }
  }

  private static XYChart chart(Figure figure, boolean alone) {
    XYChart chart = new XYChartBuilder()
        .width(WIDTH)
        .height(alone ? fullHeight(figure) : HEIGHT)
        .title(alone ? figure.title() : "")
        .xAxisTitle("step")
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
    style.setChartPadding(26); // half of the longest step label extends beyond the last tick
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

  /** Range of steps with a margin, because otherwise ticks and marks at the ends are cut off. */
  private static double[] span(Figure figure) {
    double first = figure.range().first();
    double last = Math.max(figure.range().last(), first + 1);
    double room = 0.015 * (last - first);
    return new double[] {first - room, last + room};
  }

  /** Adds an invisible point between evenly spaced data, which XChart would otherwise label at 11, 22, 33 instead of at round numbers. */
  private static void anchor(XYChart chart, Figure figure) {
    double first = figure.range().first();
    double last = Math.max(figure.range().last(), first + 1);
    double y = figure.lines().get(0).y()[0];
    XYSeries unseen = chart.addSeries(
        "anchor",
        new double[] {first, first + 0.3 * (last - first) / 7, last},
        new double[] {y, y, y});
    unseen.setMarker(SeriesMarkers.NONE);
    unseen.setLineColor(faint(Color.WHITE, 0));
    unseen.setShowInLegend(false);
  }

  /** Range of the y axis: 0 to 1 for shares; other axes include zero if that does not flatten the curve. */
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
    // The names of stages are at the top, above the curves.
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
    Color colour = paint(line.colour());
    int n = line.x().length;
    if (n > BARS) {
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
      band.setFillColor(faint(colour, 40));
      band.setLineColor(faint(colour, 0));
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
      bar.setLineColor(faint(colour, 150));
      bar.setLineStyle(stroke(1.5f, new float[0]));
      bar.setShowInLegend(false);
    }
  }

  /** Draws a line separately in each stage, because stages minimise different losses and no mean may cross their border. */
  private static void curve(XYChart chart, Figure figure, Line line) {
    Series whole = new Series(line.x(), line.y());
    List<Series> parts = line.marked() ? List.of(whole) : whole.cutAt(figure.stages());
    for (int i = 0; i < parts.size(); i++) {
      part(chart, line, parts.get(i), i, whole);
    }
  }

  private static void part(XYChart chart, Line line, Series series, int place, Series whole) {
    Color colour = paint(line.colour());
    boolean smooth = whole.worthSmoothing() && !line.marked();
    Series shown = series;
    if (smooth) {
      Series raw = series.thinned();
      XYSeries every = chart.addSeries(line.label() + " each step " + place, raw.x(), raw.y());
      every.setMarker(SeriesMarkers.NONE);
      every.setLineColor(faint(colour, 70));
      every.setLineStyle(stroke(1, new float[0]));
      every.setShowInLegend(false);
      every.setSmooth(true);
      shown = series.smoothed(whole.window()).thinned();
    }
    String label = place == 0 ? line.label() : line.label() + " part " + place;
    XYSeries main = chart.addSeries(label, shown.x(), shown.y());
    main.setShowInLegend(place == 0);
    // XChart draws a smooth curve as one path. It draws other curves in pieces, whose dashes each
    // start again.
    main.setSmooth(smooth);
    main.setLineColor(colour);
    main.setLineStyle(stroke(2, pattern(line.colour())));
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

  private static Color paint(int place) {
    return PALETTE[place % PALETTE.length];
  }

  private static Color faint(Color colour, int alpha) {
    return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha);
  }

  private static float[] pattern(int place) {
    float[][] patterns = {{}, {7, 3}, {2, 2}, {10, 2}, {4, 4}, {1, 3}, {12, 4}};
    return Arrays.copyOf(
        patterns[place % patterns.length], patterns[place % patterns.length].length);
  }

  private static BasicStroke stroke(float width, float[] dashes) {
    return dashes.length == 0
        ? new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
        : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0);
  }
}
