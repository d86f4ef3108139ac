package io.gradus.core.tensorfile;

import java.io.IOException;

/** Receiver of a tensor's elements in row-major order, block by block. */
@FunctionalInterface
public interface FloatSink {
  /** Default number of elements in a block. */
  int BLOCK = 1 << 18;

  /**
   * Receives the next elements.
   *
   * @param values the elements; only the first {@code count} are valid, and the array is reused for the next block
   */
  void accept(float[] values, int count) throws IOException;
}
