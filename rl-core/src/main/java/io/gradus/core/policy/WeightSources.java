package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.gradus.core.architecture.Initialisation;
import io.gradus.core.engine.TorchScript;
import io.gradus.core.tensorfile.TensorSource;
import java.util.List;
import java.util.function.Function;

/** Sources of the weights of a new policy. */
final class WeightSources {
  private WeightSources() {}

  /** Draws weights at random, a piece at a time. */
  static Weights.Source drawn(CompiledDecoder decoder, long seed) {
    TorchScript script = decoder.script();
    Initialisation initialisation = new Initialisation(decoder.architecture(), seed);
    Upload upload = new Upload(script);
    return (scope, i, parameter) -> {
      NDArray array = script.manager().create(new Shape(parameter.shape()), DataType.FLOAT32);
      int size = Math.toIntExact(parameter.size());
      for (int at = 0; at < size; at += Upload.FLOATS) {
        int n = Math.min(Upload.FLOATS, size - at);
        upload.put(initialisation.values(parameter, at, n), array, at);
      }
      return array;
    };
  }

  /** Takes weights from arrays, by Hugging Face name. */
  static Weights.Source given(TorchScript script, Function<String, float[]> tensors) {
    Upload upload = new Upload(script);
    return (scope, i, parameter) ->
        upload.array(TensorSet.values(parameter, "", tensors), parameter.shape());
  }

  /** Reads weights from files, by Hugging Face name, a piece at a time. */
  static Weights.Source stored(TorchScript script, TensorSource tensors) {
    Upload upload = new Upload(script);
    return (scope, i, parameter) -> {
      NDArray array = script.manager().zeros(new Shape(parameter.shape()), DataType.FLOAT32);
      TensorSet.stream(upload, parameter, array, tensors);
      return array;
    };
  }

  /**
   * Copies other weights to native memory, which is always aligned. The last bits of a product can depend on the
   * alignment.
   */
  static Weights.Source copied(TorchScript script, Weights weights) {
    return (scope, i, parameter) -> {
      NDArray copy = script
          .call(scope, "clone", List.of(), List.of(List.of(weights.array(i))))
          .singletonOrThrow();
      copy.attach(script.manager());
      return copy;
    };
  }
}
