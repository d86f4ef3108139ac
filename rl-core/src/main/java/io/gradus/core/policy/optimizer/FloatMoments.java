package io.gradus.core.policy.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.gradus.core.policy.TensorSet;
import io.gradus.core.policy.Trained;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Moments in fp32: eight bytes per weight, with the library's fused kernel. */
public final class FloatMoments implements Moments {
  private static final String FIRST = "first.";

  private final Trained trained;
  private final List<NDArray> first;
  private final List<NDArray> second;

  FloatMoments(Trained trained) {
    this.trained = trained;
    first = trained.zeros();
    second = trained.zeros();
  }

  @Override
  public void step(NDManager scope, Step step) {
    update(scope, true, step);
    update(scope, false, step);
  }

  private void update(NDManager scope, boolean decays, Step step) {
    List<NDArray> weights = select(trained.weights(), decays);
    if (weights.isEmpty()) {
      return;
    }
    double[] settings = {
      step.learningRate(),
      step.beta1(),
      step.beta2(),
      step.epsilon(),
      decays ? step.weightDecay() : 0,
      step.divisor(),
      step.number()
    };
    trained
        .script()
        .call(
            scope,
            "adamw",
            List.of(scope.create(settings)),
            List.of(
                weights,
                select(trained.gradients(), decays),
                select(first, decays),
                select(second, decays)));
  }

  @Override
  public double[] alignment(NDManager scope, Step last) {
    double[] settings = {last.beta1(), last.beta2(), last.epsilon(), last.number()};
    return trained
        .script()
        .call(
            scope,
            "alignment",
            List.of(scope.create(settings)),
            List.of(trained.gradients(), first, second))
        .get(0)
        .toDoubleArray();
  }

  private List<NDArray> select(List<NDArray> arrays, boolean decays) {
    List<NDArray> selected = new ArrayList<>();
    for (int i = 0; i < arrays.size(); i++) {
      if (trained.parameters().get(i).decays() == decays) {
        selected.add(arrays.get(i));
      }
    }
    return selected;
  }

  private TensorSet firstMoments() {
    return new TensorSet(trained.script(), trained.parameters(), first, FIRST);
  }

  private TensorSet secondMoments() {
    return new TensorSet(trained.script(), trained.parameters(), second, "second.");
  }

  @Override
  public List<TensorInfo> infos() {
    List<TensorInfo> infos = new ArrayList<>(firstMoments().infos());
    infos.addAll(secondMoments().infos());
    return infos;
  }

  @Override
  public RawTensor read(String name) {
    return (name.startsWith(FIRST) ? firstMoments() : secondMoments()).read(name);
  }

  @Override
  public void load(Function<String, RawTensor> tensors) {
    firstMoments().load(name -> tensors.apply(name).floats());
    secondMoments().load(name -> tensors.apply(name).floats());
  }

  @Override
  public void close() {
    first.forEach(NDArray::close);
    second.forEach(NDArray::close);
  }
}
