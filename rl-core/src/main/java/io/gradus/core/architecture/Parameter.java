package io.gradus.core.architecture;

import java.util.Arrays;
import java.util.List;

/**
 * One tensor of the policy, and the Hugging Face tensors it is made of: matrices that read the same input lie one below the
 * other in one tensor, so that one multiplication serves them.
 *
 * @param shape {@code (rows, columns)} or {@code (width)}
 * @param decays whether weight decay acts on it (not on norms and biases)
 * @param parts names and rows of the tensors it holds, from the top
 */
public record Parameter(long[] shape, boolean decays, List<Part> parts) {

  /** A Hugging Face tensor within a parameter. */
  public record Part(String name, long rows) {}

  public static Parameter matrix(String name, long rows, long columns) {
    return new Parameter(new long[] {rows, columns}, true, List.of(new Part(name, rows)));
  }

  static Parameter norm(String name, long width) {
    return new Parameter(new long[] {width}, false, List.of(new Part(name, width)));
  }

  public static Parameter fused(long columns, Part... parts) {
    long rows = Arrays.stream(parts).mapToLong(Part::rows).sum();
    return new Parameter(new long[] {rows, columns}, true, List.of(parts));
  }

  /** Biases of what {@link #fused} multiplies, one behind the other. */
  static Parameter bias(Part... parts) {
    long rows = Arrays.stream(parts).mapToLong(Part::rows).sum();
    return new Parameter(new long[] {rows}, false, List.of(parts));
  }

  /** What it is called where it needs one name: that of its first part. */
  public String name() {
    return parts.get(0).name();
  }

  /** Number of values. */
  public long size() {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** Values in a row; 1 for a vector. */
  public long rowSize() {
    return shape.length == 1 ? 1 : shape[1];
  }

  /** The shape of a part: its rows of this tensor. */
  public long[] shapeOf(Part part) {
    return shape.length == 1 ? new long[] {part.rows()} : new long[] {part.rows(), shape[1]};
  }
}
