package io.gradus.core.tensorfile;

import java.util.Arrays;
import java.util.Objects;

/**
 * Name, type and shape of a stored tensor, without its data.
 *
 * @param shape the dimensions, the slowest first; empty for a scalar
 */
public record TensorInfo(String name, DType dtype, long[] shape) {

  /**
   * Checks the dimensions.
   *
   * @throws IllegalArgumentException if a dimension is negative, or the size in bytes is 2^63 or more
   */
  public TensorInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(dtype, "dtype");
    try {
      long elements = 1;
      for (long dimension : shape) {
        if (dimension < 0) {
          throw new IllegalArgumentException("the dimension %d is negative".formatted(dimension));
        }
        elements = Math.multiplyExact(elements, dimension);
      }
      Math.multiplyExact(elements, dtype.bytes());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "the shape %s of %s is more than 2^63 bytes".formatted(Arrays.toString(shape), dtype), e);
    }
  }

  /** Returns the number of elements: the product of the shape, 1 for a scalar. */
  public long elements() {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** Returns the size of the data in bytes. */
  public long bytes() {
    return elements() * dtype.bytes();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorInfo that
        && name.equals(that.name)
        && dtype == that.dtype
        && Arrays.equals(shape, that.shape);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, dtype, Arrays.hashCode(shape));
  }

  @Override
  public String toString() {
    return "%s %s%s".formatted(name, dtype, Arrays.toString(shape));
  }
}
