package io.gradus.core.gguf;

import io.gradus.core.tensorfile.FloatSink;
import io.gradus.core.tensorfile.TensorInfo;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * One projection of all experts of a layer: one tensor (experts, out, in) in llama.cpp, one tensor (out, in) per expert
 * in Hugging Face files.
 *
 * @param prefix part of a Hugging Face name before the expert's number
 * @param suffix part after the expert's number
 */
record StackedExperts(TensorInfo gguf, String prefix, String suffix) implements Weight {
  @Override
  public List<TensorInfo> stored() {
    return List.of(gguf);
  }

  @Override
  public List<TensorInfo> loaded() {
    long[] shape = {gguf.shape()[1], gguf.shape()[2]};
    return IntStream.range(0, (int) gguf.shape()[0])
        .mapToObj(expert -> new TensorInfo(name(expert), gguf.dtype(), shape))
        .toList();
  }

  private String name(int expert) {
    return prefix + expert + suffix;
  }

  @Override
  public void load(TensorInfo loaded, Gguf file, FloatSink sink) {
    String name = loaded.name();
    int expert = Integer.parseInt(name, prefix.length(), name.length() - suffix.length(), 10);
    file.stream(gguf.name(), expert * loaded.elements(), loaded.elements(), sink);
  }

  @Override
  public void store(TensorInfo stored, Function<String, float[]> floats, FloatSink sink)
      throws IOException {
    for (int expert = 0; expert < gguf.shape()[0]; expert++) {
      float[] values = floats.apply(name(expert));
      sink.accept(values, values.length);
    }
  }
}
