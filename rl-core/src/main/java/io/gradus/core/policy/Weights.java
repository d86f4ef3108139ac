package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.engine.TorchScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of a policy's weights, its adapter and their gradients, in the layout that the policy's TorchScript source
 * reads. The frozen matrices are in eight bits if the adapter's settings say so.
 */
public final class Weights implements AutoCloseable {
  private final TorchScript script;
  private final List<Parameter> parameters;
  private final List<NDArray> arrays = new ArrayList<>();
  /** Scales of matrices in eight bits: one array for each weight, or none at all. */
  private final List<NDArray> scales = new ArrayList<>();

  private final List<NDArray> gradients = new ArrayList<>();
  private final @Nullable Adapter adapter;
  private final boolean shared;
  private @Nullable List<NDArray> operands;

  /** Creates the adapter with random A's; {@link #fill} creates the weights themselves. */
  Weights(TorchScript script, List<Parameter> parameters, Optional<Lora> lora, long adapterSeed) {
    this.script = script;
    this.parameters = parameters;
    shared = false;
    adapter = lora.isPresent() ? new Adapter(lora.get(), parameters, script) : null;
    if (adapter != null) {
      adapter.initialise(adapterSeed);
    }
  }

  /** Creates another adapter on weights that still belong to {@code of}. */
  private Weights(Weights of, Adapter copy) {
    script = of.script;
    parameters = of.parameters;
    arrays.addAll(of.arrays);
    scales.addAll(of.scales);
    shared = true;
    adapter = copy;
  }

  /** Makes the array of a parameter. */
  interface Source {
    /** Makes the array in the script's own manager. */
    NDArray of(NDManager scope, int index, Parameter parameter);
  }

  /** Makes every weight, one by one. If weights are kept in eight bits, only one of them at a time is in fp32. */
  void fill(Source source) {
    for (int i = 0; i < parameters.size(); i++) {
      try (NDManager scope = script.manager().newSubManager()) {
        keep(scope, parameters.get(i), source.of(scope, i, parameters.get(i)));
      }
    }
  }

  private void keep(NDManager scope, Parameter parameter, NDArray array) {
    if (adapter == null || !adapter.lora().quantised()) {
      arrays.add(array);
    } else if (Lora.adaptable(parameter)) {
      NDList codes = script.call(scope, "quantise", array);
      codes.attach(script.manager());
      array.close();
      arrays.add(codes.get(0));
      scales.add(codes.get(1));
    } else {
      arrays.add(array);
      scales.add(script.manager().zeros(new Shape(0), DataType.FLOAT32));
    }
  }

  /** Copies the adapter's values and shares these weights; empty without an adapter. */
  Optional<Weights> withCopiedAdapter() {
    if (adapter == null) {
      return Optional.empty();
    }
    Map<String, float[]> values = new LinkedHashMap<>();
    tensors().forEach(tensor -> values.put(tensor.name(), tensor.floats()));
    Weights copy = new Weights(this, new Adapter(adapter.lora(), parameters, script));
    copy.tensors().load(name -> Objects.requireNonNull(values.get(name), name));
    return Optional.of(copy);
  }

  /** Returns the array of a weight, or its codes if it is in eight bits. */
  NDArray array(int index) {
    return arrays.get(index);
  }

  /** Returns the trained tensors: the weights by Hugging Face name, or the adapter by PEFT name. */
  TensorSet tensors() {
    return adapter == null ? new TensorSet(script, parameters, arrays, "") : adapter.set();
  }

  /**
   * Returns all weights by Hugging Face name, with an adapter merged: {@code W + s B A}. They are computed one by one
   * as they are read.
   */
  TensorSet merged() {
    if (adapter == null) {
      return tensors();
    }
    return new TensorSet(script, parameters, "", (scope, index) -> {
      if (parameters.get(index).shape().length == 1) {
        return arrays.get(index);
      }
      NDArray at = scope.create(new float[] {index});
      return script.call(scope, "merged", List.of(at), List.of(operands())).singletonOrThrow();
    });
  }

  /** Returns the trained arrays with their gradients. */
  public Trained trained() {
    return new Trained(
        script,
        adapter == null ? parameters : adapter.parameters(),
        adapter == null ? arrays : adapter.arrays(),
        gradients());
  }

  /**
   * Returns the source's w[]: weights, their eight-bit scales, and the adapter. The adapter of a frozen copy is left
   * out of the computation while it is zero.
   */
  List<NDArray> operands() {
    if (adapter == null) {
      return arrays;
    }
    if (operands == null) {
      boolean off = shared && adapter.silent();
      operands = adapter.slots(adapter.scope(), arrays, scales, off ? List.of() : adapter.arrays());
    }
    return operands;
  }

  /** Returns the source's g[], one array per w[], given one array per trained array. */
  List<NDArray> gradientOperands(NDManager scope, List<NDArray> trained) {
    return adapter == null ? trained : adapter.slots(scope, List.of(), List.of(), trained);
  }

  /** Returns whether the matrices have a layout that is fast for few rows; matrices in eight bits have none. */
  boolean packable() {
    return scales.isEmpty();
  }

  /** Returns the packed matrices; an empty array for each weight without a packed layout. */
  NDList packed(NDManager scope) {
    return script.call(scope, "packs", List.of(), List.of(arrays));
  }

  /** Returns an empty array for each weight. */
  NDList unpacked(NDManager scope) {
    return new NDList(
        Collections.nCopies(arrays.size(), scope.zeros(new Shape(0), DataType.FLOAT32)));
  }

  /** Returns the gradients of all trained tensors, by name. */
  public TensorSet gradientTensors() {
    Trained trained = trained();
    return new TensorSet(script, trained.parameters(), trained.gradients(), "");
  }

  /** Returns one gradient for each trained array; it is zero until something is added. */
  List<NDArray> gradients() {
    if (gradients.isEmpty()) {
      gradients.addAll(Trained.zeros(script, adapter == null ? parameters : adapter.parameters()));
    }
    return gradients;
  }

  void zeroGradients() {
    try (NDManager scope = script.manager().newSubManager()) {
      script.call(scope, "zero", List.of(), List.of(gradients()));
    }
  }

  /** Returns the global L2 norm of the gradient. */
  double gradientNorm() {
    try (NDManager scope = script.manager().newSubManager()) {
      double[] squares = script
          .call(scope, "squared_norms", List.of(), List.of(gradients()))
          .singletonOrThrow()
          .toDoubleArray();
      return Math.sqrt(Arrays.stream(squares).sum());
    }
  }

  /** Returns whether everything except the adapter belongs to another policy. */
  boolean shared() {
    return shared;
  }

  Optional<Lora> lora() {
    return Optional.ofNullable(adapter).map(Adapter::lora);
  }

  /** Closes the adapter of a frozen copy, which the script does not close. */
  @Override
  public void close() {
    if (shared && adapter != null) {
      adapter.close();
    }
  }
}
