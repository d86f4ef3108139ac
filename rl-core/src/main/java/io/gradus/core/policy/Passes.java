package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.gradus.core.engine.Lanes;
import io.gradus.core.engine.TorchScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Forward and backward pass of a batch, whole or in parts side by side ({@link Parts}). */
final class Passes implements AutoCloseable {
  private final Policy policy;
  private final TorchScript script;
  private final NDManager scope;
  private final List<Pass> passes = new ArrayList<>();

  /**
   * @param parts neighbouring sequences of the batch, in order
   * @param training whether a backward pass follows; it also turns on an adapter's dropout
   */
  Passes(Policy policy, List<List<TokenSequence>> parts, boolean training) {
    this.policy = policy;
    script = policy.script();
    int positions = parts.stream()
        .flatMap(List::stream)
        .mapToInt(s -> s.prompt().length + s.completion().length - 1)
        .max()
        .orElseThrow();
    // before any part begins, because both may create arrays
    List<NDArray> turns =
        List.of(policy.rotations().cos(positions), policy.rotations().sin(positions));
    List<NDArray> weights = policy.weights().operands();
    scope = script.manager().newSubManager();
    boolean made = false;
    try {
      List<Supplier<Pass>> makers = new ArrayList<>();
      int first = 0;
      for (List<TokenSequence> part : parts) {
        int from = first;
        makers.add(() -> new Pass(from, part, turns, weights, training));
        first += part.size();
      }
      passes.addAll(Lanes.run(makers));
      made = true;
    } finally {
      if (!made) {
        scope.close();
      }
    }
  }

  private <T> List<T> each(Function<Pass, T> work) {
    return Lanes.run(
        passes.stream().map(pass -> (Supplier<T>) () -> work.apply(pass)).toList());
  }

  /** Computes log-probs and entropies of the completions' tokens, without a backward pass. */
  LogProbs score(float[] settings) {
    return joined(each(pass -> pass.run("score", settings)));
  }

  /** Computes log-probs and entropies, and keeps what {@link #backward} needs. */
  LogProbs forward(float[] settings) {
    return joined(each(pass -> pass.run("forward", settings)));
  }

  private static LogProbs joined(List<LogProbs> parts) {
    return new LogProbs(joined(parts, LogProbs::logProbs), joined(parts, LogProbs::entropies));
  }

  private static float[][] joined(List<LogProbs> parts, Function<LogProbs, float[][]> of) {
    return parts.stream().map(of).flatMap(Arrays::stream).toArray(float[][]::new);
  }

  /**
   * Returns the number of tokens of each expert of each mixture, after {@link #forward}. A mixture's batch is one part.
   */
  long[] loads() {
    return passes.get(0).out.get(2).toLongArray();
  }

  /** Returns the tokens that go through the network. */
  int tokens() {
    return passes.stream().mapToInt(pass -> pass.arrays.batch().tokens()).sum();
  }

  /** Adds the gradient of the trained weights, given the gradient of log-probs and entropies. */
  void backward(float[] settings, TokenGradients gradient) {
    List<NDArray> sum = policy.weights().gradients();
    // before the lanes begin: all lanes must run one method, because the interface identifies
    // shared arrays by their
    // place in the call
    List<List<NDArray>> terms = new ArrayList<>(List.of(sum));
    while (terms.size() < passes.size()) {
      terms.add(script.call(scope, "zeros_like", List.of(), List.of(sum)));
    }
    IntStream all = IntStream.range(0, passes.size());
    Lanes.run(all.mapToObj(
            i -> (Supplier<Pass>) () -> passes.get(i).backward(settings, gradient, terms.get(i)))
        .toList());
    // in a fixed order, because the last bits of the sum depend on it
    for (List<NDArray> term : terms.subList(1, terms.size())) {
      script.call(scope, "add_all", List.of(), List.of(sum, term));
    }
  }

  @Override
  public void close() {
    scope.close();
  }

  /** One part. */
  private final class Pass {
    private final int first;
    private final NDManager own;
    private final BatchArrays arrays;
    private final List<NDArray> inputs;
    private final List<NDArray> layout;
    private final List<NDArray> operands;
    private NDList out = new NDList();

    /** @param first index of its first sequence in the batch */
    private Pass(
        int first,
        List<TokenSequence> sequences,
        List<NDArray> turns,
        List<NDArray> weights,
        boolean training) {
      this.first = first;
      own = scope.newSubManager();
      TokenBatch batch = new TokenBatch(sequences);
      arrays = new BatchArrays(own, batch);
      inputs = List.of(
          arrays.ids(),
          arrays.positions(),
          turns.get(0),
          turns.get(1),
          arrays.rows(),
          arrays.targets());
      layout = policy.layout(arrays);
      operands = new ArrayList<>(weights);
      if (training) {
        operands.addAll(policy.dropoutKeys(own, batch));
      }
    }

    private LogProbs run(String method, float[] settings) {
      List<NDArray> arguments = new ArrayList<>(List.of(own.create(settings)));
      arguments.addAll(inputs);
      out = script.call(own, method, arguments, List.of(layout, operands));
      return arrays.logProbs(out);
    }

    private Pass backward(float[] settings, TokenGradients ofBatch, List<NDArray> sum) {
      TokenGradients gradient = ofBatch.of(first, first + arrays.batch().lengths.length);
      NDArray dlogp = arrays.scored(gradient.logProbs());
      NDArray dentropy =
          gradient.entropies().length == 0 ? dlogp : arrays.scored(gradient.entropies());
      List<NDArray> arguments = new ArrayList<>(List.of(own.create(settings), dlogp, dentropy));
      arguments.addAll(inputs);
      List<NDArray> gradients = policy.weights().gradientOperands(own, sum);
      script.call(own, "backward", arguments, List.of(layout, out, operands, gradients));
      return this;
    }
  }
}
