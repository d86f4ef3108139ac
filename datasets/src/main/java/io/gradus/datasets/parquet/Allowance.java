package io.gradus.datasets.parquet;

import java.io.UncheckedIOException;

/** Bytes that a file may still expand to. A few bytes of a damaged or hostile file can stand for millions of rows. */
final class Allowance {
  private final long maxBytes;
  private long left;

  Allowance(long maxBytes) {
    this.maxBytes = maxBytes;
    this.left = maxBytes;
  }

  /** Checks the size of a block of memory before it is allocated. */
  void permit(long size) throws UnsupportedParquet {
    if (size > maxBytes) {
      throw exceeded();
    }
  }

  /**
   * Counts text of a row.
   *
   * @throws UncheckedIOException with {@link UnsupportedParquet} if nothing is left
   */
  void spend(long size) {
    left -= size;
    if (left < 0) {
      throw new UncheckedIOException(exceeded());
    }
  }

  private UnsupportedParquet exceeded() {
    return new UnsupportedParquet(
        "expands to more than %,d MiB. If that is intended, raise max-megabytes, or split the file"
            .formatted(maxBytes >> 20));
  }
}
