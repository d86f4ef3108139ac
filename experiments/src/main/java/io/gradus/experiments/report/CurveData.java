package io.gradus.experiments.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.gradus.experiments.report.Figure.Line;
import java.io.IOException;
import java.util.List;

/** The numbers of the figures. With them, the page's script can draw the figures again with other scales. */
final class CurveData {
  /**
   * Largest number of points of a curve in the page. A longer curve is reduced to the lowest and highest value of each
   * interval.
   */
  private static final int MOST_POINTS = 10_000;

  private CurveData() {}

  static String of(List<Figure> figures) {
    return Compressed.json(out -> {
      out.writeStartObject();
      for (Figure figure : figures) {
        out.writeObjectFieldStart(figure.name());
        out.writeStringField("title", figure.title());
        out.writeStringField("axis", figure.axis());
        out.writeBooleanField("percent", figure.percent());
        numbers(
            out, "range", new double[] {figure.range().first(), figure.range().last()});
        out.writeArrayFieldStart("stages");
        for (Stage stage : figure.stages()) {
          out.writeStartObject();
          out.writeStringField("name", stage.name());
          out.writeNumberField("first", stage.first());
          out.writeNumberField("last", stage.last());
          out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("lines");
        for (Line line : figure.lines()) {
          line(out, line);
        }
        out.writeEndArray();
        out.writeEndObject();
      }
      out.writeEndObject();
    });
  }

  private static void line(JsonGenerator out, Line line) throws IOException {
    Series points = line.hasIntervals() || line.marked()
        ? new Series(line.x(), line.y())
        : new Series(line.x(), line.y()).thinned(MOST_POINTS);
    out.writeStartObject();
    out.writeStringField("label", line.label());
    out.writeNumberField("colour", line.colour());
    out.writeBooleanField("marked", line.marked());
    numbers(out, "x", points.x());
    numbers(out, "y", points.y());
    numbers(out, "low", line.low());
    numbers(out, "high", line.high());
    out.writeEndObject();
  }

  /** Numbers in single precision; more digits could not be seen. */
  private static void numbers(JsonGenerator out, String name, double[] values) throws IOException {
    out.writeArrayFieldStart(name);
    for (double value : values) {
      if (value == Math.rint(value) && Math.abs(value) < 1e15) {
        out.writeNumber((long) value);
      } else {
        out.writeNumber((float) value);
      }
    }
    out.writeEndArray();
  }
}
