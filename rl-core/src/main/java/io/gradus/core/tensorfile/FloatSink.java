package io.gradus.core.tensorfile;

import java.io.IOException;

/** Takes the elements of a tensor in row-major order, a block after another. */
@FunctionalInterface
public interface FloatSink {
  /** Elements in a block where nothing else decides. */
  int BLOCK = 1 << 18;

  /**
   * The next elements.
   *
   * @param values the first {@code count} are meant; the array is used again for the next block
   */
  void accept(float[] values, int count) throws IOException;
}
