package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.gradus.core.engine.TorchScript;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Copy of numbers from Java into native arrays through one small buffer. The tensor library would use a native buffer
 * as large as the array, and free it only at a later garbage collection. While a model loads, it would therefore be in
 * memory twice.
 */
final class Upload {
  /** Number of floats in the buffer. */
  static final int FLOATS = 1 << 20;

  private final TorchScript script;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(FLOATS * Float.BYTES).order(ByteOrder.nativeOrder());

  Upload(TorchScript script) {
    this.script = script;
  }

  /** Creates an array with these row-major values in the script's scope. */
  NDArray array(float[] values, long... shape) {
    NDArray array = script.manager().create(new Shape(shape), DataType.FLOAT32);
    put(values, array, 0);
    return array;
  }

  /**
   * Copies values into an array.
   *
   * @param from row-major index of the first value
   */
  void put(float[] values, NDArray array, long from) {
    for (int at = 0; at < values.length; at += FLOATS) {
      int n = Math.min(FLOATS, values.length - at);
      buffer.clear().limit(n * Float.BYTES);
      buffer.asFloatBuffer().put(values, at, n);
      try (NDManager scope = script.manager().newSubManager()) {
        NDArray piece = scope.create(buffer, new Shape(n), DataType.FLOAT32);
        script.call(scope, "put", array, piece, scope.create(new long[] {from + at}));
      }
    }
  }
}
