package io.gradus.core.gguf;

import io.gradus.core.tensorfile.FloatSink;
import io.gradus.core.tensorfile.TensorInfo;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * A query or key projection of the {@code llama} architecture. llama.cpp rotates neighbouring elements (2i, 2i + 1) of
 * a head. Hugging Face rotates element i of the first half with element i + d/2 of the second. So the rows of each head
 * (or the elements of its bias) are in another order.
 *
 * @param heads number of heads in this projection
 */
record RotaryWeight(TensorInfo gguf, TensorInfo huggingFace, int heads) implements Weight {
  @Override
  public List<TensorInfo> stored() {
    return List.of(gguf);
  }

  @Override
  public List<TensorInfo> loaded() {
    return List.of(huggingFace);
  }

  @Override
  public void load(TensorInfo loaded, Gguf file, FloatSink sink) throws IOException {
    float[] values = file.floats(gguf.name());
    sink.accept(reordered(values, false), values.length);
  }

  @Override
  public void store(TensorInfo stored, Function<String, float[]> floats, FloatSink sink)
      throws IOException {
    float[] values = floats.apply(huggingFace.name());
    sink.accept(reordered(values, true), values.length);
  }

  /** Reorders from halves to neighbours, or back. */
  private float[] reordered(float[] values, boolean toNeighbours) {
    int rows = (int) gguf.shape()[0];
    int width = values.length / rows;
    int half = rows / heads / 2;
    float[] result = new float[values.length];
    for (int head = 0; head < heads; head++) {
      for (int i = 0; i < 2 * half; i++) {
        int neighbours = (head * 2 * half + i) * width;
        int halves = (head * 2 * half + i % 2 * half + i / 2) * width;
        if (toNeighbours) {
          System.arraycopy(values, halves, result, neighbours, width);
        } else {
          System.arraycopy(values, neighbours, result, halves, width);
        }
      }
    }
    return result;
  }
}
