package io.gradus.datasets.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** The bytes of a part of a file, as a stream. Several chunks of a file can be read in turns. */
final class Chunk extends InputStream {
  private final SeekableByteChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 13).limit(0);
  private final long end;
  private long at;

  /**
   * Makes a stream of a part.
   *
   * @throws IOException if the file does not hold the part
   */
  Chunk(SeekableByteChannel file, long begin, long length) throws IOException {
    if (begin < 0 || length < 0 || begin > file.size() - length) {
      throw new IOException("a part lies outside the file");
    }
    this.file = file;
    this.at = begin;
    this.end = begin + length;
  }

  /** Reads exactly a number of bytes. */
  byte[] take(int count) throws IOException {
    if (count < 0 || count > end - at + buffer.remaining()) {
      throw new EOFException();
    }
    byte[] bytes = readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  @Override
  public int read() throws IOException {
    return filled() ? buffer.get() & 0xFF : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!filled()) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(bytes, offset, count);
    return count;
  }

  private boolean filled() throws IOException {
    if (buffer.hasRemaining()) {
      return true;
    }
    buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
    file.position(at);
    int read = buffer.hasRemaining() ? file.read(buffer) : 0;
    buffer.flip();
    at += Math.max(0, read);
    return buffer.hasRemaining();
  }
}
