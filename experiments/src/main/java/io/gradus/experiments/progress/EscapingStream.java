package io.gradus.experiments.progress;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Output stream that protects the terminal. Names in files, words of models and messages of libraries may contain
 * characters that control a terminal or change the direction of text. The stream replaces each by its escape, such as
 * <code>&#92;u001b</code>. In JSON, the escape means the same character.
 *
 * <p>It escapes control characters except line break and tab, and the marks U+061C, U+200E, U+200F, U+202A to U+202E
 * and U+2066 to U+2069. Gradus draws its own progress line without this stream.
 */
public final class EscapingStream extends FilterOutputStream {
  private static final PrintStream RAW_ERROR = System.err;

  private final boolean utf8;
  private final boolean latin;
  /** Bytes of an incomplete UTF-8 character. */
  private final byte[] pending = new byte[3];

  private int held;

  EscapingStream(OutputStream out, Charset charset) {
    super(out);
    utf8 = charset.equals(StandardCharsets.UTF_8);
    latin = charset.name().toUpperCase(Locale.ROOT).startsWith("ISO-8859");
  }

  /** Escapes everything that is printed from now on to standard output and standard error. */
  public static void install() {
    Charset out = charset("sun.stdout.encoding");
    Charset err = charset("sun.stderr.encoding");
    System.setOut(new PrintStream(
        new EscapingStream(new FileOutputStream(FileDescriptor.out), out), true, out));
    System.setErr(new PrintStream(
        new EscapingStream(new FileOutputStream(FileDescriptor.err), err), true, err));
  }

  /** The original standard error, for drawing on a terminal; the caller escapes its texts. */
  static PrintStream rawError() {
    return RAW_ERROR;
  }

  private static Charset charset(String property) {
    String name = System.getProperty(property, System.getProperty("native.encoding", ""));
    try {
      return name.isEmpty() ? Charset.defaultCharset() : Charset.forName(name);
    } catch (IllegalArgumentException e) {
      return Charset.defaultCharset();
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    int clean = from;
    for (int i = from; i < from + length; i++) {
      int b = bytes[i] & 0xff;
      if (held == 0 && b >= 0x20 && b < 0x7f) {
        continue;
      }
      out.write(bytes, clean, i - clean);
      clean = i + 1;
      accept(b);
    }
    out.write(bytes, clean, from + length - clean);
  }

  /** Takes a byte that may need an escape. */
  private void accept(int b) throws IOException {
    if (held > 0 && (b & 0xc0) == 0x80) {
      pending[held++] = (byte) b;
      int first = pending[0] & 0xff;
      if (held == (first < 0xe0 ? 2 : 3)) {
        int c = held == 2
            ? ((first & 0x1f) << 6) | (b & 0x3f)
            : ((first & 0x0f) << 12) | ((pending[1] & 0x3f) << 6) | (b & 0x3f);
        if (steers(c)) {
          held = 0;
          escape(c);
        } else {
          release();
        }
      }
      return;
    }
    release();
    if (utf8 && (b == 0xc2 || b == 0xd8 || b == 0xe2)) {
      pending[held++] = (byte) b;
    } else if ((b < 0x20 && !isBlank(b)) || b == 0x7f || (latin && b >= 0x80 && b < 0xa0)) {
      escape(b);
    } else {
      out.write(b);
    }
  }

  private static boolean isBlank(int b) {
    return b == '\n' || b == '\t' || (b == '\r' && System.lineSeparator().indexOf('\r') >= 0);
  }

  private static boolean steers(int c) {
    return (c >= 0x80 && c < 0xa0)
        || c == 0x61c
        || c == 0x200e
        || c == 0x200f
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  private void escape(int c) throws IOException {
    out.write(String.format(Locale.ROOT, "\\u%04x", c).getBytes(StandardCharsets.US_ASCII));
  }

  private void release() throws IOException {
    out.write(pending, 0, held);
    held = 0;
  }

  @Override
  public void close() throws IOException {
    release();
    super.close();
  }
}
