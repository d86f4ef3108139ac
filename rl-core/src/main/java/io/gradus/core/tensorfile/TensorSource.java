package io.gradus.core.tensorfile;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Tensors by name that are loaded on demand, such as a model's files. */
public interface TensorSource extends Closeable {

  /** Returns all tensors, without their data. */
  List<TensorInfo> tensors();

  /**
   * Reads a tensor.
   *
   * @throws io.gradus.core.UserError if there is no such tensor
   */
  RawTensor read(String name);

  /**
   * Passes a tensor on as float32, in row-major order and block by block, so that only the destination needs memory.
   *
   * @throws io.gradus.core.UserError as {@link #read}, or if it holds no floats
   */
  default void stream(String name, FloatSink sink) {
    RawTensor tensor = read(name);
    long elements = tensor.info().elements();
    try {
      for (long at = 0; at < elements; at += FloatSink.BLOCK) {
        int count = (int) Math.min(FloatSink.BLOCK, elements - at);
        sink.accept(tensor.floats(at, count), count);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  void close();
}
