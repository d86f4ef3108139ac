package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.gradus.core.CounterRandom;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.engine.TorchScript;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The low-rank matrices of a policy, laid out for the TorchScript source: {@code slots} arrays per weight (see
 * project.py). Matrices that are fused into one weight share one array of A's, and each has its own B.
 */
final class Adapter implements AutoCloseable {
  /** Prefix of the names in PEFT files. */
  static final String PREFIX = "base_model.model.";

  private static final String SUFFIX = ".weight";

  private final Lora lora;
  private final List<Parameter> base;
  private final TorchScript script;
  private final List<Parameter> parameters;
  private final List<NDArray> arrays;

  /** Weight and slot of an adapter's array; in the order of the arrays. */
  private record Place(int weight, int slot) {}

  private final List<Place> places = new ArrayList<>();
  private final NDManager scope;

  /** Creates an adapter of zeros, which changes nothing yet. */
  Adapter(Lora lora, List<Parameter> base, TorchScript script) {
    this.lora = lora;
    this.base = base;
    this.script = script;
    for (int i = 0; i < base.size(); i++) {
      List<Integer> slots = slotsOf(lora, base.get(i));
      int weight = i;
      slots.forEach(slot -> places.add(new Place(weight, slot)));
    }
    parameters = parameters(lora, base);
    arrays = Trained.zeros(script, parameters);
    scope = script.manager().newSubManager();
  }

  private static List<Integer> slotsOf(Lora lora, Parameter weight) {
    List<Integer> slots = new ArrayList<>();
    for (int part = 0; part < weight.parts().size(); part++) {
      if (lora.adapts(weight, weight.parts().get(part))) {
        slots.add(2 + part);
      }
    }
    if (!slots.isEmpty()) {
      slots.add(0, 1);
    }
    return slots;
  }

  /** Returns the trained parameters by weight: one array of A's for all parts, then one B per part. */
  static List<Parameter> parameters(Lora lora, List<Parameter> base) {
    List<Parameter> list = new ArrayList<>();
    for (Parameter weight : base) {
      List<Parameter.Part> adapted =
          weight.parts().stream().filter(part -> lora.adapts(weight, part)).toList();
      if (!adapted.isEmpty()) {
        list.add(Parameter.fused(
            weight.shape()[1],
            adapted.stream()
                .map(part -> new Parameter.Part(name(part, "A"), lora.rank()))
                .toArray(Parameter.Part[]::new)));
        adapted.forEach(
            part -> list.add(Parameter.matrix(name(part, "B"), part.rows(), lora.rank())));
      }
    }
    return list;
  }

  private static String name(Parameter.Part part, String matrix) {
    return PREFIX
        + part.name().substring(0, part.name().length() - SUFFIX.length())
        + ".lora_" + matrix + SUFFIX;
  }

  /** Returns the number of arrays per weight in the source's w[]: scales, A, and one B per part. */
  static int slots(List<Parameter> base) {
    return 2 + base.stream().mapToInt(p -> p.parts().size()).max().orElse(1);
  }

  /** Returns the constants of the source. */
  static Map<String, Object> constants(List<Parameter> base, Optional<Lora> adapter) {
    Lora lora = adapter.orElse(
        new Lora(1, Optional.empty(), 0, List.of(), false, BaseStates.FLOAT32, Optional.empty()));
    int weights = base.size();
    int slots = slots(base);
    return Map.of(
        "weights",
        weights,
        "slots",
        slots,
        "operands",
        weights * (1 + slots),
        "adapter_scale",
        lora.scale(),
        "dropped_of_16777216",
        Math.round(lora.dropout() * (1 << 24)),
        "dropout_scale",
        1 / (1 - lora.dropout()));
  }

  /**
   * Draws the A's from the seed: uniform in {@code +-1 / sqrt(in)} (He et al., arXiv:1502.01852, with a = sqrt 5, as
   * PEFT does).
   */
  void initialise(long seed) {
    set().load(name -> {
      Parameter.Part part = parameters.stream()
          .flatMap(p -> p.parts().stream())
          .filter(p -> p.name().equals(name))
          .findFirst()
          .orElseThrow();
      Parameter parameter =
          parameters.stream().filter(p -> p.parts().contains(part)).findFirst().orElseThrow();
      float[] values = new float[Math.toIntExact(part.rows() * parameter.rowSize())];
      if (name.endsWith(".lora_A" + SUFFIX)) {
        double bound = 1 / Math.sqrt((double) parameter.rowSize());
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (bound * (2 * CounterRandom.uniform(seed, name.hashCode(), i) - 1));
        }
      }
      return values;
    });
  }

  /** Returns whether every B is zero, so that the adapter has no effect. */
  boolean silent() {
    List<NDArray> b = new ArrayList<>();
    for (int i = 0; i < arrays.size(); i++) {
      if (places.get(i).slot() >= 2) {
        b.add(arrays.get(i));
      }
    }
    if (b.isEmpty()) {
      return true;
    }
    try (NDManager scope = script.manager().newSubManager()) {
      double[] squares = script
          .call(scope, "squared_norms", List.of(), List.of(b))
          .singletonOrThrow()
          .toDoubleArray();
      for (double square : squares) {
        if (square != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Lays out arrays for the source, after the arrays of the weights themselves. Each layout has new placeholders for
   * gaps, because one array cannot be in two lists of a call.
   *
   * @param scope closes the placeholders
   */
  List<NDArray> slots(
      NDManager scope, List<NDArray> first, List<NDArray> scales, List<NDArray> ofAdapter) {
    int slots = slots(base);
    NDArray nothing = placeholder(scope, 0);
    Map<Long, NDArray> absent = new HashMap<>();
    List<NDArray> all = new ArrayList<>(Collections.nCopies(base.size() * (1 + slots), nothing));
    for (int i = 0; i < first.size(); i++) {
      all.set(i, first.get(i));
    }
    for (int i = 0; i < scales.size(); i++) {
      all.set(base.size() + i * slots, scales.get(i));
    }
    for (int i = 0; i < base.size(); i++) {
      for (int part = 0; part < base.get(i).parts().size(); part++) {
        int at = base.size() + i * slots + 2 + part;
        all.set(
            at,
            absent.computeIfAbsent(
                base.get(i).parts().get(part).rows(), rows -> placeholder(scope, rows)));
      }
    }
    for (int i = 0; i < ofAdapter.size(); i++) {
      all.set(
          base.size() + places.get(i).weight() * slots + places.get(i).slot(), ofAdapter.get(i));
    }
    return all;
  }

  /** Returns a placeholder for a missing B that still gives its number of rows. */
  private static NDArray placeholder(NDManager scope, long rows) {
    return scope.zeros(new Shape(rows, 0), DataType.FLOAT32);
  }

  /** Returns the scope that closes with the adapter. */
  NDManager scope() {
    return scope;
  }

  /** Returns the tensors under PEFT's names. */
  TensorSet set() {
    return new TensorSet(script, parameters, arrays, "");
  }

  Lora lora() {
    return lora;
  }

  /** Returns the trained parameters. */
  List<Parameter> parameters() {
    return parameters;
  }

  List<NDArray> arrays() {
    return arrays;
  }

  @Override
  public void close() {
    arrays.forEach(NDArray::close);
    scope.close();
  }
}
