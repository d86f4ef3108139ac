package io.gradus.core.gguf;

import io.gradus.core.tensorfile.FloatSink;
import io.gradus.core.tensorfile.TensorInfo;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * Weights of a model in both formats: stored in a GGUF file with llama.cpp's names and layout, and loaded with Hugging
 * Face's. Each kind of rearrangement is a record with both directions.
 */
sealed interface Weight permits PlainWeight, RotaryWeight, StackedExperts, LatentKeyValue {

  /** Lists the weight's tensors in a GGUF file; their dtypes are meaningless. */
  List<TensorInfo> stored();

  /** Lists the weight's tensors in Hugging Face files; their dtypes are meaningless. */
  List<TensorInfo> loaded();

  /**
   * Passes on the elements of a Hugging Face tensor.
   *
   * @param loaded one of {@link #loaded()}
   */
  void load(TensorInfo loaded, Gguf file, FloatSink sink) throws IOException;

  /**
   * Passes on the elements of a GGUF tensor.
   *
   * @param stored one of {@link #stored()}
   * @param floats returns the elements of a Hugging Face tensor by name
   */
  void store(TensorInfo stored, Function<String, float[]> floats, FloatSink sink)
      throws IOException;
}
