package io.gradus.core.gguf;

import io.gradus.core.tensorfile.FloatSink;
import io.gradus.core.tensorfile.TensorInfo;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * The up-projection of multi-head latent attention (arXiv:2405.04434, 2.1). Hugging Face has one {@code kv_b_proj} over
 * the latent; each head has rows for keys without position, then rows for values. llama.cpp has two tensors for the
 * absorbed form: keys (heads, latent, out), transposed, and values (heads, out, latent).
 */
record LatentKeyValue(TensorInfo keys, TensorInfo values, TensorInfo huggingFace)
    implements Weight {
  @Override
  public List<TensorInfo> stored() {
    return List.of(keys, values);
  }

  @Override
  public List<TensorInfo> loaded() {
    return List.of(huggingFace);
  }

  private int heads() {
    return (int) keys.shape()[0];
  }

  private int latent() {
    return (int) keys.shape()[1];
  }

  private int nope() {
    return (int) keys.shape()[2];
  }

  private int value() {
    return (int) values.shape()[1];
  }

  @Override
  public void load(TensorInfo loaded, Gguf file, FloatSink sink) throws IOException {
    int ofKeys = latent() * nope();
    int ofValues = value() * latent();
    for (int head = 0; head < heads(); head++) {
      float[] transposed = file.floats(keys.name(), (long) head * ofKeys, ofKeys);
      sink.accept(transpose(transposed, 0, latent(), nope()), ofKeys);
      sink.accept(file.floats(values.name(), (long) head * ofValues, ofValues), ofValues);
    }
  }

  @Override
  public void store(TensorInfo stored, Function<String, float[]> floats, FloatSink sink)
      throws IOException {
    float[] both = floats.apply(huggingFace.name());
    int ofKeys = latent() * nope();
    int ofValues = value() * latent();
    for (int head = 0; head < heads(); head++) {
      int at = head * (ofKeys + ofValues);
      if (stored.equals(keys)) {
        sink.accept(transpose(both, at, nope(), latent()), ofKeys);
      } else {
        float[] own = new float[ofValues];
        System.arraycopy(both, at + ofKeys, own, 0, ofValues);
        sink.accept(own, ofValues);
      }
    }
  }

  private static float[] transpose(float[] in, int at, int rows, int columns) {
    float[] out = new float[rows * columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        out[c * rows + r] = in[at + r * columns + c];
      }
    }
    return out;
  }
}
