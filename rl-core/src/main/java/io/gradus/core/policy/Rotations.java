package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.gradus.core.architecture.Rope;
import io.gradus.core.engine.TorchScript;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Cosines and sines of rotary positions, {@code (positions, D / 2)}: the tables hold only the positions needed so far,
 * because a context can be long.
 */
final class Rotations {
  private static final int FIRST = 4096;

  private final TorchScript script;
  private final Rope rope;
  private final int context;
  private @Nullable NDArray cos;
  private @Nullable NDArray sin;
  private int rows;

  Rotations(TorchScript script, Rope rope, int context) {
    this.script = script;
    this.rope = rope;
    this.context = context;
    grow(Math.min(context, FIRST));
  }

  /** Returns the cosines of at least this many positions. */
  NDArray cos(int positions) {
    grow(positions);
    return Objects.requireNonNull(cos);
  }

  NDArray sin(int positions) {
    grow(positions);
    return Objects.requireNonNull(sin);
  }

  private void grow(int positions) {
    if (positions > context) {
      throw new IllegalArgumentException(
          "context: a sequence of %d tokens exceeds the policy's context of %d"
              .formatted(positions, context));
    }
    if (positions > rows) {
      if (cos != null && sin != null) {
        cos.close();
        sin.close();
      }
      rows = (int) Math.min(context, Math.max(positions, 2L * rows));
      cos = table(Math::cos);
      sin = table(Math::sin);
    }
  }

  private NDArray table(DoubleUnaryOperator of) {
    double[] frequencies = rope.frequencies();
    double amplitude = rope.amplitude();
    int half = frequencies.length;
    float[] values = new float[rows * half];
    for (int p = 0; p < rows; p++) {
      for (int i = 0; i < half; i++) {
        values[p * half + i] = (float) (amplitude * of.applyAsDouble(p * frequencies[i]));
      }
    }
    return script.manager().create(values, new Shape(rows, half));
  }
}
