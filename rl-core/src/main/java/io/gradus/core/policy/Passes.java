package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.gradus.core.engine.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A batch on its way through the network, and back: as a whole, or in parts side by side ({@link Parts}). */
final class Passes implements AutoCloseable {
  private final Policy policy;
  private final List<Pass> passes;

  /**
   * @param training whether there will be a way back, with an adapter's dropout
   */
  Passes(Policy policy, List<List<TokenSequence>> parts, boolean training) {
    this.policy = policy;
    int positions = parts.stream()
        .flatMap(List::stream)
        .mapToInt(s -> s.prompt().length + s.completion().length)
        .max()
        .orElseThrow();
    // Before any part begins: both may make arrays anew.
    List<NDArray> turns =
        List.of(policy.rotations().cos(positions), policy.rotations().sin(positions));
    List<NDArray> weights = policy.operands();
    passes = Lanes.run(parts.stream()
        .map(part -> (Supplier<Pass>) () -> new Pass(policy, part, turns, weights, training))
        .toList());
  }

  /** Log-probs and entropies of the completions' tokens, without a way back. */
  LogProbs score(float[] settings) {
    return said(pass -> pass.said("score", settings));
  }

  /** The same, and what {@link #backward} needs. */
  LogProbs forward(float[] settings) {
    return said(pass -> pass.forward(settings));
  }

  private LogProbs said(Function<Pass, LogProbs> how) {
    List<LogProbs> parts = Lanes.run(
        passes.stream().map(pass -> (Supplier<LogProbs>) () -> how.apply(pass)).toList());
    return new LogProbs(joined(parts, LogProbs::logProbs), joined(parts, LogProbs::entropies));
  }

  private static float[][] joined(List<LogProbs> parts, Function<LogProbs, float[][]> of) {
    return parts.stream().map(of).flatMap(Arrays::stream).toArray(float[][]::new);
  }

  /** Tokens of each expert of each mixture, after {@link #forward}. Mixtures are never in parts. */
  long[] loads() {
    return passes.get(0).forward.get(2).toLongArray();
  }

  /** Tokens that go through the network. */
  int tokens() {
    return passes.stream().mapToInt(pass -> pass.arrays.batch().tokens()).sum();
  }

  /** Adds the gradient of what is trained, from that of log-probs and entropies. */
  void backward(float[] settings, TokenGradients gradient) {
    List<List<NDArray>> sums = new ArrayList<>(List.of(policy.gradients()));
    for (Pass pass : passes.subList(1, passes.size())) {
      sums.add(
          policy.script().call(pass.scope, "zeros_like", List.of(), List.of(policy.gradients())));
    }
    int[] first = new int[passes.size() + 1];
    for (int i = 0; i < passes.size(); i++) {
      first[i + 1] = first[i] + passes.get(i).arrays.batch().lengths.length;
    }
    Lanes.run(IntStream.range(0, passes.size())
        .mapToObj(i -> (Supplier<Boolean>) () -> {
          passes
              .get(i)
              .backward(
                  settings,
                  gradient.of(first[i], first[i + 1]),
                  policy.gradientOperands(sums.get(i)));
          return true;
        })
        .toList());
    // In order, so that the sum has always the same last bits.
    for (int i = 1; i < passes.size(); i++) {
      policy
          .script()
          .call(
              passes.get(i).scope, "add_all", List.of(), List.of(policy.gradients(), sums.get(i)));
    }
  }

  @Override
  public void close() {
    passes.forEach(pass -> pass.scope.close());
  }

  /** One part. */
  private static final class Pass {
    private final Policy policy;
    private final NDManager scope;
    private final BatchArrays arrays;
    private final List<NDArray> inputs;
    private final List<NDArray> layout;
    private final List<NDArray> operands;
    private NDList forward = new NDList();

    private Pass(
        Policy policy,
        List<TokenSequence> sequences,
        List<NDArray> turns,
        List<NDArray> weights,
        boolean training) {
      this.policy = policy;
      scope = policy.script().manager().newSubManager();
      TokenBatch batch = new TokenBatch(sequences);
      arrays = new BatchArrays(scope, batch);
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
        operands.addAll(policy.dropoutKeys(scope, batch));
      }
    }

    private LogProbs said(String method, float[] settings) {
      List<NDArray> arguments = new ArrayList<>(List.of(scope.create(settings)));
      arguments.addAll(inputs);
      forward = policy.script().call(scope, method, arguments, List.of(layout, operands));
      return arrays.logProbs(forward);
    }

    private LogProbs forward(float[] settings) {
      return said("forward", settings);
    }

    private void backward(float[] settings, TokenGradients gradient, List<NDArray> gradients) {
      NDArray dlogp = arrays.scored(gradient.logProbs());
      NDArray dentropy =
          gradient.entropies().length == 0 ? dlogp : arrays.scored(gradient.entropies());
      List<NDArray> arguments = new ArrayList<>(List.of(scope.create(settings), dlogp, dentropy));
      arguments.addAll(inputs);
      policy
          .script()
          .call(scope, "backward", arguments, List.of(layout, forward, operands, gradients));
    }
  }
}
