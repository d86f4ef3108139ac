package io.gradus.core.gguf;

import io.gradus.core.UserError;
import io.gradus.core.files.Faults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Sequential reader of a file's header. It allocates nothing for a length before it has checked that the file has that
 * many bytes left.
 */
final class GgufInput {
  private static final long MAX_HEADER = 128 << 20;
  private static final int WINDOW = 64 << 10;

  private final Path file;
  private final FileChannel channel;
  private final long end;
  private final ByteBuffer window =
      ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private long windowStart;
  private String where = "the header";

  GgufInput(Path file, FileChannel channel, long size) {
    this.file = file;
    this.channel = channel;
    this.end = Math.min(size, MAX_HEADER);
  }

  /** Names what is read next, for messages. */
  void at(String what) {
    where = what;
  }

  long position() {
    return windowStart + window.position();
  }

  long remaining() {
    return end - position();
  }

  int readInt() throws IOException {
    return need(Integer.BYTES).getInt();
  }

  long readLong() throws IOException {
    return need(Long.BYTES).getLong();
  }

  /** Reads a count of items with a least size each, and checks that the file has room for all. */
  int readCount(String what, long leastBytes) throws IOException {
    return checkCount(readLong(), what, leastBytes);
  }

  int checkCount(long count, String what, long leastBytes) {
    if (count < 0 || count > remaining() / leastBytes) {
      throw fault("claims %s %s, but only %d bytes are left"
          .formatted(Long.toUnsignedString(count), what, remaining()));
    }
    return (int) count;
  }

  /** Reads the next bytes as a little-endian copy. */
  ByteBuffer readBytes(int length) throws IOException {
    if (length > remaining()) {
      throw fault("%d bytes are missing".formatted(length - remaining()));
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      need(1);
      int n = Math.min(bytes.remaining(), window.remaining());
      bytes.put(window.slice().limit(n));
      window.position(window.position() + n);
    }
    return bytes.flip();
  }

  String readString() throws IOException {
    int length = readCount("bytes of text", 1);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(readBytes(length)).toString();
    } catch (CharacterCodingException e) {
      throw new UserError(
          "%s: %s: the text is not UTF-8: the file is damaged".formatted(file, where), e);
    }
  }

  UserError fault(String what) {
    return Faults.of(
        file, "%s: %s: the file was cut short, is damaged, or is no GGUF file", where, what);
  }

  /** Returns the window, with at least this many bytes to read. */
  private ByteBuffer need(int bytes) throws IOException {
    if (window.remaining() < bytes) {
      if (remaining() < bytes) {
        throw fault("the header goes on to byte %d, where it must end".formatted(end));
      }
      windowStart = position();
      window.clear().limit((int) Math.min(WINDOW, end - windowStart));
      while (window.hasRemaining()) {
        if (channel.read(window, windowStart + window.position()) < 0) {
          throw fault("the file ended while it was read");
        }
      }
      window.flip();
    }
    return window;
  }
}
