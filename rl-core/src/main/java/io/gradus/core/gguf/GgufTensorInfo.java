package io.gradus.core.gguf;

import java.util.Arrays;
import java.util.Objects;

/**
 * A tensor of a GGUF file.
 *
 * @param shape dimensions, the slowest first as everywhere in this program; the file's order is the reverse
 * @param offset start of the tensor in the data, in bytes
 */
public record GgufTensorInfo(String name, GgmlType type, long[] shape, long offset) {

  /**
   * Checks the dimensions.
   *
   * @throws IllegalArgumentException for a negative dimension, a row that is no whole number of blocks, or a size of
   *     2^63 bytes or more
   */
  public GgufTensorInfo {
    Objects.requireNonNull(name, "name");
    long elements = 1;
    try {
      for (long dimension : shape) {
        if (dimension < 0) {
          throw new IllegalArgumentException(
              "the dimension %s is 2^63 or more".formatted(Long.toUnsignedString(dimension)));
        }
        elements = Math.multiplyExact(elements, dimension);
      }
      Math.addExact(offset, Math.multiplyExact(elements, type.blockBytes()));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "the shape %s of %s is more than 2^63 bytes".formatted(Arrays.toString(shape), type), e);
    }
    long row = shape.length == 0 ? 1 : shape[shape.length - 1];
    if (row % type.blockElements() != 0) {
      throw new IllegalArgumentException(
          "a row has %d elements, which is not a multiple of %d, the block size of %s"
              .formatted(row, type.blockElements(), type));
    }
  }

  /** Returns the number of elements: the product of the shape, 1 for a scalar. */
  public long elements() {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** Returns the size of the stored data in bytes. */
  public long bytes() {
    return elements() / type.blockElements() * type.blockBytes();
  }

  long end() {
    return offset + bytes();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GgufTensorInfo that
        && name.equals(that.name)
        && type == that.type
        && Arrays.equals(shape, that.shape)
        && offset == that.offset;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, type, Arrays.hashCode(shape), offset);
  }

  @Override
  public String toString() {
    return "%s %s%s".formatted(name, type, Arrays.toString(shape));
  }
}
