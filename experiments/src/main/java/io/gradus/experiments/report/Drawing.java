package io.gradus.experiments.report;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
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
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;

/** Draws figures with XChart, as SVG or PNG. */
final class Drawing {
  private static final double PNG_SCALE = 2;

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
          "The folder of curves is missing: Java found no fonts to draw PNG and SVG files with (%s). Install fontconfig and a font such as DejaVu, then run 'report' again."
              .formatted(e.getMessage()));
    }
  }

  /** A complete SVG document, with title and legend. */
  static String svg(Figure figure) {
    return paint(List.of(Chart.of(figure, true)), 1, Chart.WIDTH, Chart.fullHeight(figure));
  }

  /** Drawing without title and legend, for a page that has its own. */
  static String bareSvg(Figure figure) {
    return paint(List.of(Chart.of(figure, false)), 1, Chart.WIDTH, Chart.HEIGHT);
  }

  /** Several figures in one SVG document, two in a row. */
  static String svg(List<Figure> figures) {
    return paint(charts(figures), 2, Chart.WIDTH, tallest(figures));
  }

  static byte[] png(Figure figure) throws IOException {
    return pixels(List.of(Chart.of(figure, true)), 1, Chart.fullHeight(figure));
  }

  /** Several figures in one PNG picture, two in a row. */
  static byte[] png(List<Figure> figures) throws IOException {
    return pixels(charts(figures), 2, tallest(figures));
  }

  private static List<XYChart> charts(List<Figure> figures) {
    return figures.stream().map(f -> Chart.of(f, true)).toList();
  }

  private static int tallest(List<Figure> figures) {
    return figures.stream().mapToInt(Chart::fullHeight).max().orElse(Chart.HEIGHT);
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
        (int) (PNG_SCALE * across * Chart.WIDTH),
        (int) (PNG_SCALE * down * height),
        BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(PNG_SCALE, PNG_SCALE);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    lay(charts, across, Chart.WIDTH, height, graphics);
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
}
