package io.gradus.experiments.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

/**
 * JSON inside a page: gzip, then Base64. Whatever text it contains, the page sees only letters, digits, {@code +},
 * {@code /} and {@code =}.
 */
final class Compressed {
  private static final JsonFactory JSON = new JsonFactory();

  private Compressed() {}

  /** Writer of a JSON document. */
  interface Document {
    void write(JsonGenerator out) throws IOException;
  }

  static String json(Document document) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes, 1 << 16);
        JsonGenerator out = JSON.createGenerator(gzip)) {
      document.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** Writes a number rounded to a multiple of 10 to the power {@code -decimals}; null if it is not finite. */
  static void number(JsonGenerator out, double value, int decimals) throws IOException {
    if (!Double.isFinite(value)) {
      out.writeNull();
      return;
    }
    double scale = Math.pow(10, decimals);
    double rounded = Math.rint(value * scale) / scale;
    if (Math.abs(rounded) < 1e15 && rounded == Math.rint(rounded)) {
      out.writeNumber((long) rounded);
    } else {
      out.writeNumber(Math.abs(value) < 1e12 ? rounded : value);
    }
  }
}
