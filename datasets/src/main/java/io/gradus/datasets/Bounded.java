package io.gradus.datasets;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream with two limits: on its bytes in all, and on its bytes per byte on disk. */
final class Bounded extends FilterInputStream {
  /** Highest accepted ratio. Text compresses about 10 times, rarely 50 times; a decompression bomb 1,000 times. */
  static final int MAX_RATIO = 200;

  /** For fewer bytes, the ratio is not checked. */
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
          "%s: expands to more than %,d MiB. If that is intended, raise max-megabytes, or split the file"
              .formatted(name, maxMegabytes));
    }
    if (count > FREE && count > sizeOnDisk * MAX_RATIO) {
      throw new BadInput(
          "%s: expands to more than %d times its size on disk, as a decompression bomb does. If you trust the file, unpack it first"
              .formatted(name, MAX_RATIO));
    }
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
