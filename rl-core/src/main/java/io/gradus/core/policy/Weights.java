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
 * What a policy has learned: the arrays of its weights, in eight bits if an adapter's settings say so, and of its adapter; their
 * gradient; and how the source finds them all.
 */
public final class Weights implements AutoCloseable {
  private final TorchScript script;
  private final List<Parameter> parameters;
  private final List<NDArray> arrays = new ArrayList<>();
  /** Of matrices in eight bits; as many as arrays, or none. */
  private final List<NDArray> scales = new ArrayList<>();

  private final List<NDArray> gradients = new ArrayList<>();
  private final @Nullable Adapter adapter;
  private final boolean shared;
  private @Nullable List<NDArray> operands;

  /** An adapter's A's are drawn; the weights themselves are still to be made ({@link #fill}). */
  Weights(TorchScript script, List<Parameter> parameters, Optional<Lora> lora, long adapterSeed) {
    this.script = script;
    this.parameters = parameters;
    shared = false;
    adapter = lora.isPresent() ? new Adapter(lora.get(), parameters, script) : null;
    if (adapter != null) {
      adapter.initialise(adapterSeed);
    }
  }

  /** Another adapter on the same weights, which stay the other's. */
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
    /** The array, which belongs to the script's own manager. */
    NDArray of(NDManager scope, int index, Parameter parameter);
  }

  /** Makes every weight, one after another: of those in eight bits one at a time is there in fp32. */
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

  /** A copy of the adapter's values on these same weights; nothing if there is no adapter. */
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

  /** The array of a weight: of one in eight bits its codes. */
  NDArray array(int index) {
    return arrays.get(index);
  }

  /** What is trained and saved: the weights by their Hugging Face names, or the adapter by its PEFT names. */
  TensorSet tensors() {
    return adapter == null ? new TensorSet(script, parameters, arrays, "") : adapter.set();
  }

  /** All weights by their Hugging Face names, an adapter merged into them: {@code W + s B A}. Made one after another as they are read. */
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

  /** What an optimizer moves, with its gradient. */
  public Trained trained() {
    return new Trained(
        script,
        adapter == null ? parameters : adapter.parameters(),
        adapter == null ? arrays : adapter.arrays(),
        gradients());
  }

  /**
   * What the source gets as w[]: weights, scales of those in eight bits, the adapter. The adapter of a frozen copy is left out of the
   * arithmetic where it is still zero.
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

  /** What the source gets as g[]: one for each of w[], from one for each array that is trained. */
  List<NDArray> gradientOperands(NDManager scope, List<NDArray> trained) {
    return adapter == null ? trained : adapter.slots(scope, List.of(), List.of(), trained);
  }

  /** Whether there is a form of the matrices that is fast for few rows: of those in eight bits there is none. */
  boolean packable() {
    return scales.isEmpty();
  }

  /** The matrices in that form, where the library has one for them; an empty array for each other weight. */
  NDList packed(NDManager scope) {
    return script.call(scope, "packs", List.of(), List.of(arrays));
  }

  /** An empty array for each weight. */
  NDList unpacked(NDManager scope) {
    return new NDList(
        Collections.nCopies(arrays.size(), scope.zeros(new Shape(0), DataType.FLOAT32)));
  }

  /** The gradient of everything that is trained, under its name. */
  public TensorSet gradientTensors() {
    Trained trained = trained();
    return new TensorSet(script, trained.parameters(), trained.gradients(), "");
  }

  /** One for each array that is trained, zeros until something is added. */
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

  /** The global L2 norm of the gradient. */
  double gradientNorm() {
    try (NDManager scope = script.manager().newSubManager()) {
      double[] squares = script
          .call(scope, "squared_norms", List.of(), List.of(gradients()))
          .singletonOrThrow()
          .toDoubleArray();
      return Math.sqrt(Arrays.stream(squares).sum());
    }
  }

  /** Whether all but the adapter is another policy's. */
  boolean shared() {
    return shared;
  }

  Optional<Lora> lora() {
    return Optional.ofNullable(adapter).map(Adapter::lora);
  }

  /** Closes what does not go with the script: the adapter of a frozen copy. */
  @Override
  public void close() {
    if (shared && adapter != null) {
      adapter.close();
    }
  }
}
