package io.gradus.core.pretrained;

import io.gradus.core.architecture.Head;
import io.gradus.core.architecture.Initialisation;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.TensorInfo;
import io.gradus.core.tensorfile.TensorSource;
import java.util.List;

/**
 * The tensors of a language model with a new scalar head, whose values a seed decides. They are normal with deviation
 * 0.02, as in transformers.
 */
record DrawnHead(TensorSource body, Transformer architecture, long seed) implements TensorSource {
  @Override
  public List<TensorInfo> tensors() {
    return body.tensors();
  }

  @Override
  public RawTensor read(String name) {
    if (!name.equals(Head.SCALAR.tensor())) {
      return body.read(name);
    }
    int width = architecture.width();
    Parameter head = Parameter.matrix(name, 1, width);
    float[] values = new Initialisation(architecture, seed).values(head, 0, width);
    return RawTensor.of(name, head.shape(), values);
  }

  @Override
  public void close() {
    body.close();
  }
}
