package io.gradus.core.checkpoint;

import java.io.Closeable;
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

  @Override
  void close();
}
