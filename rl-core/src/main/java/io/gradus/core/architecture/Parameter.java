package io.gradus.core.architecture;

import java.util.Arrays;
import java.util.List;

/**
 * One tensor of the policy, and its parts, which are Hugging Face tensors. Matrices with the same input are stacked in
 * one tensor, so that one multiplication serves all.
 *
 * @param shape {@code (rows, columns)} or {@code (width)}
 * @param decays whether weight decay acts on it (not on norms and biases)
 * @param parts names and rows of the parts, from the top
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

  /** Makes the concatenated biases of {@link #fused} matrices. */
  static Parameter bias(Part... parts) {
    long rows = Arrays.stream(parts).mapToLong(Part::rows).sum();
    return new Parameter(new long[] {rows}, false, List.of(parts));
  }

  /** Returns the name of the first part, which names the whole. */
  public String name() {
    return parts.get(0).name();
  }

  /** Returns the number of values. */
  public long size() {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** Returns the number of values in a row; 1 for a vector. */
  public long rowSize() {
    return shape.length == 1 ? 1 : shape[1];
  }

  /** Returns the shape of a part: its rows of this tensor. */
  public long[] shapeOf(Part part) {
    return shape.length == 1 ? new long[] {part.rows()} : new long[] {part.rows(), shape[1]};
  }
}
