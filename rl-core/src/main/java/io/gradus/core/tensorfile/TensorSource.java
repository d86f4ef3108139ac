package io.gradus.core.tensorfile;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Tensors by name that are brought to memory only when they are asked for: files of a model. */
public interface TensorSource extends Closeable {

  /** All tensors, without their data. */
  List<TensorInfo> tensors();

  /**
   * A tensor with its data.
   *
   * @throws io.gradus.core.UserError if there is none of this name
   */
  RawTensor read(String name);

  /**
   * Hands a tensor on as float32, in row-major order and a block after another, so that what it is put into is all that it takes.
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
