package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.Floats;
import io.gradus.core.engine.Lanes;
import io.gradus.core.engine.TorchScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Forward and backward pass of a batch, whole or in parts that run in parallel ({@link Parts}). */
final class Passes implements AutoCloseable {
  private final Policy policy;
  private final TorchScript script;
  private final NDManager scope;
  private final List<Pass> passes = new ArrayList<>();

  /**
   * @param parts the sequences of the batch in order, divided into parts
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
    // This comes before any part begins, because both calls may create arrays.
    List<NDArray> turns = List.of(
        policy.decoder().rotations().cos(positions),
        policy.decoder().rotations().sin(positions));
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

  /** Computes log-probs and entropies of the completions' tokens, without a gradient. */
  LogProbs score(PassSettings settings) {
    return joined(each(pass -> pass.score(settings)));
  }

  /** Computes the same numbers, and keeps what {@link #backward} needs. */
  LogProbs forward(PassSettings settings) {
    return joined(each(pass -> pass.forward(settings)));
  }

  /**
   * Lets teachers read the batch before {@link #forward}, one after another because the lanes share a teacher's arrays.
   */
  void read(List<Teaching> teachings) {
    for (Teaching teaching : teachings) {
      Policy teacher = teaching.teacher();
      int positions = teaching.positions();
      List<NDArray> turns = List.of(
          teacher.decoder().rotations().cos(positions),
          teacher.decoder().rotations().sin(positions));
      List<NDArray> weights = teacher.weights().operands();
      each(pass -> pass.read(teaching, turns, weights));
    }
  }

  private static LogProbs joined(List<LogProbs> parts) {
    return new LogProbs(
        joined(parts, LogProbs::logProbs),
        joined(parts, LogProbs::entropies),
        IntStream.range(0, parts.get(0).divergences().size())
            .mapToObj(k -> joined(parts, part -> part.divergences().get(k)))
            .toList());
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

  /** Adds the gradient of the trained weights, from the gradient of log-probs and entropies. */
  void backward(PassSettings settings, TokenGradients gradient) {
    accumulate((pass, sum) -> pass.backward(settings, gradient, sum));
  }

  /** Computes the sequences' scores in order, and keeps what a backward pass needs if the settings say so. */
  float[] sequenceScores(PassSettings settings) {
    return Floats.concat(each(pass -> pass.sequenceScores(settings)).stream()
        .map(NDArray::toFloatArray)
        .toArray(float[][]::new));
  }

  /** Adds the gradient of the trained weights, from the gradient of the sequences' scores. */
  void backward(PassSettings settings, float[] scores) {
    accumulate((pass, sum) -> pass.backward(settings, scores, sum));
  }

  /** Sums what the parts contribute to buffers such as the gradients. */
  private void accumulate(BiFunction<Pass, List<NDArray>, Pass> backward) {
    List<NDArray> sum = policy.weights().gradients();
    // before the lanes begin: all lanes must run one method, because the interface identifies
    // shared arrays by their place in the call
    List<List<NDArray>> terms = new ArrayList<>(List.of(sum));
    while (terms.size() < passes.size()) {
      terms.add(script.call(scope, "zeros_like", List.of(), List.of(sum)));
    }
    IntStream all = IntStream.range(0, passes.size());
    Lanes.run(all.mapToObj(i -> (Supplier<Pass>) () -> backward.apply(passes.get(i), terms.get(i)))
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
    private final List<TokenSequence> members;
    private final NDManager own;
    private final BatchArrays arrays;
    private final List<NDArray> inputs;
    private final List<NDArray> layout;
    private final List<NDArray> support;
    private final List<NDArray> operands;
    /**
     * Numbers, states and head of each teacher; never empty, because the native interface cannot pass an empty list.
     */
    private final List<NDArray> teachers = new ArrayList<>();

    private int teachings;
    private NDList out = new NDList();

    /** @param first index of its first sequence in the batch */
    private Pass(
        int first,
        List<TokenSequence> sequences,
        List<NDArray> turns,
        List<NDArray> weights,
        boolean training) {
      this.first = first;
      members = sequences;
      own = scope.newSubManager();
      TokenBatch batch =
          new TokenBatch(sequences, !training && policy.activations().sharing());
      arrays = new BatchArrays(own, batch);
      inputs = List.of(
          arrays.ids(),
          arrays.positions(),
          turns.get(0),
          turns.get(1),
          arrays.rows(),
          arrays.targets());
      layout = policy.decoder().layout(arrays);
      support = arrays.support();
      operands = new ArrayList<>(weights);
      if (training) {
        operands.addAll(dropoutKeys(batch));
      }
    }

    private Pass read(Teaching whole, List<NDArray> turns, List<NDArray> weights) {
      Teaching teaching = whole.of(first, first + members.size());
      float beta = (float) teaching.divergence().beta();
      float temperature = (float) teaching.divergence().temperature();
      teachers.add(own.create(new float[] {beta, temperature}));
      teachers.addAll(teaching.states(own, turns, weights));
      teachings++;
      return this;
    }

    /** The arrays of all teachers, or an empty one. */
    private List<NDArray> teachers() {
      return teachers.isEmpty() ? List.of(own.create(new Shape(0))) : teachers;
    }

    private List<NDArray> arguments(NDArray... first) {
      return Stream.concat(Stream.of(first), inputs.stream()).toList();
    }

    private LogProbs score(PassSettings settings) {
      out = script.call(
          own,
          "score",
          arguments(own.create(settings.array())),
          List.of(layout, support, operands));
      return arrays.logProbs(out);
    }

    private LogProbs forward(PassSettings settings) {
      out = script.call(
          own,
          "forward",
          arguments(own.create(settings.array())),
          List.of(layout, support, operands, teachers()));
      float[] divergences = out.get(3).toFloatArray();
      int scored = divergences.length / Math.max(1, teachings);
      return arrays.logProbs(
          out,
          IntStream.range(0, teachings)
              .mapToObj(k -> Arrays.copyOfRange(divergences, k * scored, (k + 1) * scored))
              .toList());
    }

    /** A key for each token of a batch where there is dropout: the last of the source's w[] in training. */
    private List<NDArray> dropoutKeys(TokenBatch batch) {
      return policy.lora().map(Lora::dropout).orElse(0.0) == 0
          ? List.of()
          : List.of(own.create(batch.keys(policy.dropoutSeed())));
    }

    private Pass backward(PassSettings settings, TokenGradients ofBatch, List<NDArray> sum) {
      TokenGradients gradient = ofBatch.of(first, first + members.size());
      NDArray dlogp = arrays.scored(gradient.logProbs());
      NDArray dentropy =
          gradient.entropies().length == 0 ? dlogp : arrays.scored(gradient.entropies());
      NDArray ddivergence = arrays.scored(gradient.divergences());
      List<NDArray> gradients = policy.weights().gradientOperands(own, sum);
      script.call(
          own,
          "backward",
          arguments(own.create(settings.array()), dlogp, dentropy, ddivergence),
          List.of(layout, support, out, operands, gradients, teachers()));
      return this;
    }

    private int scores() {
      return members.stream().mapToInt(s -> s.scored().length).sum();
    }

    private List<NDArray> atScored(NDArray... first) {
      Stream<NDArray> read =
          Stream.concat(inputs.subList(0, 4).stream(), Stream.of(arrays.scoredStates(members)));
      return Stream.concat(Stream.of(first), read).toList();
    }

    private NDArray sequenceScores(PassSettings settings) {
      NDArray numbers = own.create(settings.array());
      out = script.call(own, "sequence_scores", atScored(numbers), List.of(layout, operands));
      return out.get(0);
    }

    private Pass backward(PassSettings settings, float[] ofBatch, List<NDArray> sum) {
      int before =
          passes.stream().takeWhile(p -> p != this).mapToInt(Pass::scores).sum();
      NDArray dscore = own.create(Arrays.copyOfRange(ofBatch, before, before + scores()));
      List<NDArray> gradients = policy.weights().gradientOperands(own, sum);
      script.call(
          own,
          "sequence_backward",
          atScored(own.create(settings.array()), dscore),
          List.of(layout, out, operands, gradients));
      return this;
    }
  }
}
