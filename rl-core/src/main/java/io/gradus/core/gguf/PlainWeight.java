package io.gradus.core.gguf;

import io.gradus.core.tensorfile.FloatSink;
import io.gradus.core.tensorfile.TensorInfo;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** A tensor that differs only in its name. */
record PlainWeight(TensorInfo gguf, TensorInfo huggingFace) implements Weight {
  @Override
  public List<TensorInfo> stored() {
    return List.of(gguf);
  }

  @Override
  public List<TensorInfo> loaded() {
    return List.of(huggingFace);
  }

  @Override
  public void load(TensorInfo loaded, Gguf file, FloatSink sink) {
    file.stream(gguf.name(), sink);
  }

  @Override
  public void store(TensorInfo stored, Function<String, float[]> floats, FloatSink sink)
      throws IOException {
    float[] values = floats.apply(huggingFace.name());
    sink.accept(values, values.length);
  }
}
