package io.gradus.core.policy.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.TorchScript;
import io.gradus.core.policy.MomentStates;
import io.gradus.core.policy.TensorSet;
import io.gradus.core.policy.Trained;
import io.gradus.core.tensorfile.DType;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.TensorInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Moments in eight bits, block by block (arXiv:2110.02861): 2.03 bytes per weight instead of 8. Updates are bounded,
 * because a second moment far below the largest of its block is stored as zero.
 */
final class ByteMoments implements Moments {
  private static final int BLOCK = MomentStates.BLOCK;
  /**
   * Largest update in units of the learning rate. It is above the largest update of exact AdamW with the usual betas,
   * {@code (1 - beta1) / sqrt(1 - beta2)} = 3.2.
   */
  private static final double BOUND = 5;

  private final Trained trained;
  private final TorchScript script;
  private final List<NDArray> maps;
  /** Codes and scales of both moments, in the order of the kernel's parameters, each a list over tensors. */
  private final Map<String, List<NDArray>> state = new LinkedHashMap<>();

  ByteMoments(Trained trained, Compute compute) {
    this.trained = trained;
    script = new TorchScript(
        compute.djlDevice(),
        "AdamW8",
        Compute.resource("/io/gradus/core/policy/torchscript/adamw-8bit.py"));
    NDManager manager = script.manager();
    maps = new ArrayList<>();
    for (DynamicMap map : List.of(DynamicMap.signed(), DynamicMap.unsigned())) {
      maps.add(manager.create(map.values()));
      maps.add(manager.create(map.midpoints()));
    }
    for (String moment : List.of("first", "second")) {
      state.put(moment + ".codes.", zeros(manager, BLOCK, DataType.UINT8));
      state.put(moment + ".scales.", zeros(manager, 1, DataType.FLOAT32));
    }
  }

  private List<NDArray> zeros(NDManager manager, int columns, DataType type) {
    return trained.parameters().stream()
        .map(p -> manager.zeros(new Shape(blocks(p), columns), type))
        .toList();
  }

  private static long blocks(Parameter parameter) {
    return (parameter.size() + BLOCK - 1) / BLOCK;
  }

  @Override
  public void step(NDManager scope, Step step) {
    update(scope, true, step);
    update(scope, false, step);
  }

  private void update(NDManager scope, boolean decays, Step step) {
    List<List<NDArray>> lists = new ArrayList<>();
    lists.add(maps);
    lists.add(select(trained.weights(), decays));
    lists.add(select(trained.gradients(), decays));
    state.values().forEach(arrays -> lists.add(select(arrays, decays)));
    if (lists.get(1).isEmpty()) {
      return;
    }
    double[] settings = {
      step.learningRate(),
      step.beta1(),
      step.beta2(),
      step.epsilon(),
      decays ? step.weightDecay() : 0,
      step.divisor(),
      1 - Math.pow(step.beta1(), (double) step.number()),
      Math.sqrt(1 - Math.pow(step.beta2(), (double) step.number())),
      BOUND
    };
    script.call(scope, "step", List.of(scope.create(settings)), lists);
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

  @Override
  public List<TensorInfo> infos() {
    List<TensorInfo> infos = new ArrayList<>();
    state.forEach((prefix, arrays) -> {
      for (int i = 0; i < arrays.size(); i++) {
        infos.add(info(prefix, i));
      }
    });
    return infos;
  }

  private TensorInfo info(String prefix, int index) {
    Parameter parameter = trained.parameters().get(index);
    boolean codes = prefix.endsWith(".codes.");
    return new TensorInfo(prefix + parameter.name(), codes ? DType.U8 : DType.F32, new long[] {
      blocks(parameter), codes ? BLOCK : 1
    });
  }

  @Override
  public RawTensor read(String name) {
    for (Map.Entry<String, List<NDArray>> entry : state.entrySet()) {
      for (int i = 0; i < entry.getValue().size(); i++) {
        TensorInfo info = info(entry.getKey(), i);
        if (info.name().equals(name)) {
          return RawTensor.of(
              name, info.dtype(), info.shape(), TensorSet.bytes(entry.getValue().get(i)));
        }
      }
    }
    throw new IllegalArgumentException(name + ": no such tensor");
  }

  @Override
  public void load(Function<String, RawTensor> tensors) {
    state.forEach((prefix, arrays) -> {
      for (int i = 0; i < arrays.size(); i++) {
        TensorInfo info = info(prefix, i);
        RawTensor saved = tensors.apply(info.name());
        if (!saved.info().equals(info)) {
          throw new IllegalArgumentException("%s: expected %s".formatted(saved.info(), info));
        }
        NDArray array = arrays.get(i);
        try (NDManager scope = script.manager().newSubManager()) {
          NDArray values = scope.create(saved.data(), array.getShape(), array.getDataType());
          script.call(scope, "copy", array, values);
        }
      }
    });
  }

  @Override
  public void close() {
    script.close();
  }
}
