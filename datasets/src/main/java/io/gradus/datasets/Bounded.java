package io.gradus.datasets;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What comes out of a file, no more than it may be: neither too many bytes nor too many for each byte on disk. */
final class Bounded extends FilterInputStream {
  /** Text compresses to a tenth or so, rarely to a fiftieth; a bomb to a thousandth. */
  static final int MAX_RATIO = 200;

  /** Below this the ratio says nothing. */
  private static final long FREE = 4L << 20;

  private final String name;
  private final long sizeOnDisk;
  private final int maxMegabytes;
  private long count;

  Bounded(InputStream in, String name, long sizeOnDisk, int maxMegabytes) {
    super(in);
    this.name = name;
    this.sizeOnDisk = sizeOnDisk;
    this.maxMegabytes = maxMegabytes;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    count(b < 0 ? 0 : 1);
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    count(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long n) throws IOException {
    long skipped = super.skip(n);
    count(skipped);
    return skipped;
  }

  private void count(long more) throws BadInput {
    count += more;
    if (count > (long) maxMegabytes << 20) {
      throw new BadInput(
          "%s: expands to more than %,d MiB. If it is what you want, set max-megabytes higher, or split the file"
              .formatted(name, maxMegabytes));
    }
    if (count > FREE && count > sizeOnDisk * MAX_RATIO) {
      throw new BadInput(
          "%s: expands to more than %d times its size on disk, as a decompression bomb does. If you trust it, unpack it first"
              .formatted(name, MAX_RATIO));
    }
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
