package io.gradus.datasets;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reader that decodes UTF-8 strictly and line by line, so that a fault has a line number. Nothing is replaced by {@code
 * U+FFFD}. It returns lines or, as a {@link Reader}, characters. Every failure of the underlying stream becomes a
 * {@link BadInput}.
 */
final class Utf8Lines extends Reader {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String name;
  private final InputStream in;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CharsetDecoder decoder = StandardCharsets.UTF_8
      .newDecoder()
      .onMalformedInput(CodingErrorAction.REPORT)
      .onUnmappableCharacter(CodingErrorAction.REPORT);
  private long line;
  private String pending = "";
  private int at;

  Utf8Lines(InputStream in, String name) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.name = name;
  }

  /** Returns the number of the line read last (1-based). */
  long line() {
    return line;
  }

  /** Returns the next line with its line end, or null at the end. */
  @Nullable
  String next() throws BadInput {
    bytes.reset();
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        bytes.write(b);
        if (b == '\n') {
          break;
        }
      }
    } catch (BadInput e) {
      throw e;
    } catch (IOException e) {
      throw new BadInput(
          "%s: cannot be read beyond line %,d: %s. The file is cut short or damaged. Download or copy it again."
              .formatted(name, line, DataFile.reason(e)),
          e);
    }
    if (bytes.size() == 0) {
      return null;
    }
    line++;
    return decoded();
  }

  private String decoded() throws BadInput {
    byte[] raw = bytes.toByteArray();
    ByteBuffer buffer = ByteBuffer.wrap(raw);
    try {
      String text = decoder.decode(buffer).toString();
      return line == 1 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK
          ? text.substring(1)
          : text;
    } catch (CharacterCodingException e) {
      int first = raw[0] & 0xFF;
      boolean utf16 = line == 1 && (first == 0xFF || first == 0xFE);
      throw new BadInput(
          "%s:%d: not UTF-8: byte 0x%02X at column %d. Convert it first: iconv -f %s -t UTF-8"
              .formatted(
                  name,
                  line,
                  raw[buffer.position()] & 0xFF,
                  buffer.position() + 1,
                  utf16 ? "UTF-16" : "WINDOWS-1252"),
          e);
    }
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    while (at == pending.length()) {
      String next = next();
      if (next == null) {
        return -1;
      }
      pending = next;
      at = 0;
    }
    int count = Math.min(length, pending.length() - at);
    pending.getChars(at, at + count, target, offset);
    at += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
