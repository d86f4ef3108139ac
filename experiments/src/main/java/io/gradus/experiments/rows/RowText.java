package io.gradus.experiments.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.Excerpt;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Reads and writes rows as text. The output is ASCII, and every other character is escaped. Therefore no completion can
 * control a terminal, and half a surrogate pair stays unchanged.
 */
public final class RowText {
  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES) // a gold answer 0.50 stays 0.50
      .build();

  private static final int SHOWN = 200;

  private RowText() {}

  /**
   * Reads the object of a line.
   *
   * @param example example of such an object, for the message about other values
   */
  public static ObjectNode read(Lines.Line line, String example) throws BadRow {
    if (line.tooLong()) {
      throw new BadRow("the line has %,d bytes, but at most %,d are allowed"
          .formatted(line.length(), Lines.LONGEST));
    }
    JsonNode node;
    try {
      node = JSON.readTree(decode(line.bytes(), line.number() == 1));
    } catch (JsonProcessingException e) {
      String what = e.getOriginalMessage();
      String where =
          e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr();
      throw new BadRow("not JSON%s: %s"
          .formatted(where, what.length() <= SHOWN ? what : what.substring(0, SHOWN) + "..."));
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new BadRow("expected an object such as %s, but is %s".formatted(example, shown(node)));
  }

  private static String decode(byte[] bytes, boolean first) throws BadRow {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw new BadRow("not UTF-8: byte %d of the line, 0x%02x, is not allowed here"
          .formatted(in.position() + 1, bytes[in.position()]));
    }
    String text = out.flip().toString();
    return first && text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Text of a value in messages. */
  public static String shown(JsonNode value) {
    if (value.isContainerNode()) {
      return value.isArray() ? "a list" : "an object";
    }
    return "'" + Excerpt.printable(value.asText(), 60) + "'";
  }

  /** New object without keys, for {@link #written}. */
  public static ObjectNode row() {
    return JSON.createObjectNode();
  }

  /** Line of a row, including the line break. */
  public static byte[] written(ObjectNode row) {
    try {
      return (JSON.writeValueAsString(row) + "\n").getBytes(StandardCharsets.US_ASCII);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers is always JSON", e);
    }
  }
}
