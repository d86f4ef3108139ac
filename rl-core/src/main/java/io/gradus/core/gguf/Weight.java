package io.gradus.core.gguf;

import io.gradus.core.tensorfile.FloatSink;
import io.gradus.core.tensorfile.TensorInfo;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * Weights of a model as both sides have them: llama.cpp's name and layout, stored in a GGUF file, and those of Hugging Face,
 * loaded from it. One kind of rearrangement is one record, with both of its directions.
 */
sealed interface Weight permits PlainWeight, RotaryWeight, StackedExperts, LatentKeyValue {

  /** The tensors that a GGUF file has for it; of the dtype nothing is said. */
  List<TensorInfo> stored();

  /** The tensors that Hugging Face files have for it; of the dtype nothing is said. */
  List<TensorInfo> loaded();

  /**
   * Hands on the elements of a Hugging Face tensor.
   *
   * @param loaded one of {@link #loaded()}
   */
  void load(TensorInfo loaded, Gguf file, FloatSink sink) throws IOException;

  /**
   * Hands on the elements of a GGUF tensor.
   *
   * @param stored one of {@link #stored()}
   * @param floats the elements of the Hugging Face tensor of a name
   */
  void store(TensorInfo stored, Function<String, float[]> floats, FloatSink sink)
      throws IOException;
}
