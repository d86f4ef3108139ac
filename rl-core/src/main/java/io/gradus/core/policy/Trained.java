package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.engine.TorchScript;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Weights that an optimizer updates: all weights of a policy, or its adapter's.
 *
 * @param gradients one for each weight
 */
public record Trained(
    TorchScript script,
    List<Parameter> parameters,
    List<NDArray> weights,
    List<NDArray> gradients) {

  /** Makes new arrays of zeros, one for each weight. */
  public List<NDArray> zeros() {
    return zeros(script, parameters);
  }

  public static List<NDArray> zeros(TorchScript script, List<Parameter> parameters) {
    List<NDArray> zeros = new ArrayList<>();
    for (Parameter parameter : parameters) {
      zeros.add(script.manager().zeros(new Shape(parameter.shape()), DataType.FLOAT32));
    }
    return zeros;
  }

  /** Returns the weights whose parameters meet a condition. */
  public Trained where(Predicate<Parameter> such) {
    Trained some = new Trained(script, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < parameters.size(); i++) {
      if (such.test(parameters.get(i))) {
        some.parameters.add(parameters.get(i));
        some.weights.add(weights.get(i));
        some.gradients.add(gradients.get(i));
      }
    }
    return some;
  }
}
