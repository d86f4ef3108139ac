package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.gradus.core.checkpoint.TensorSource;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.TorchScript;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The policy pi_theta: an architecture, its weights, and what is computed with them. What goes in and comes out are plain
 * arrays; every native array made on the way is closed before a method returns.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Policy implements AutoCloseable {
  /** Bytes of probabilities that a gradient keeps between its two halves; above it they are computed again, chunk by chunk. */
  private static final long KEPT_PROBABILITIES = 64L << 20;
  /** Bytes of logits in a chunk: what fits the cache of a core. */
  private static final long CHUNK = 2L << 20;

  private final Architecture architecture;
  private final Transformer transformer;
  private final int vocabulary;
  private final Compute compute;
  private final TorchScript script;
  private final List<Parameter> parameters;
  private final List<NDArray> weights = new ArrayList<>();
  private final List<NDArray> gradients = new ArrayList<>();
  private final Rotations rotations;
  private Optional<ExpertLoads> expertLoads = Optional.empty();

  private Policy(Architecture architecture, int vocabulary, Compute compute) {
    this.architecture = architecture;
    this.vocabulary = vocabulary;
    this.compute = compute;
    transformer = architecture.transformer();
    parameters = architecture.parameters(vocabulary);
    script = new TorchScript(
        compute.djlDevice(),
        "Decoder",
        new DecoderSource(transformer, vocabulary, compute.matmul()).text());
    rotations = new Rotations(script, transformer.rope(), transformer.context());
  }

  /** Makes the array of a parameter. */
  private interface Weights {
    /** The array, which belongs to the script's own manager. */
    NDArray of(NDManager scope, int index, Parameter parameter);
  }

  private Policy with(Weights values) {
    try {
      for (int i = 0; i < parameters.size(); i++) {
        try (NDManager scope = script.manager().newSubManager()) {
          weights.add(values.of(scope, i, parameters.get(i)));
        }
      }
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** A policy whose matrices are normal with deviation 0.02 (those that write to the residual stream 0.02 / sqrt(2 layers)), a function of the seed. */
  public static Policy initialise(
      Architecture architecture, int vocabulary, Compute compute, long seed) {
    Initialisation initialisation = new Initialisation(architecture, seed);
    Policy policy = new Policy(architecture, vocabulary, compute);
    return policy.with((scope, i, parameter) -> policy.own(
        scope, scope.create(initialisation.apply(parameter), new Shape(parameter.shape()))));
  }

  /**
   * A policy with given weights.
   *
   * @param tensors by Hugging Face name, row-major
   * @throws IllegalArgumentException if one is missing or has another size
   */
  public static Policy of(
      Architecture architecture,
      int vocabulary,
      Compute compute,
      Function<String, float[]> tensors) {
    Policy policy = new Policy(architecture, vocabulary, compute);
    return policy.with((scope, i, parameter) -> policy.own(
        scope,
        scope.create(TensorSet.values(parameter, "", tensors), new Shape(parameter.shape()))));
  }

  /**
   * A policy with weights from files, which are brought to memory piece by piece.
   *
   * @param tensors by Hugging Face name; they have the shapes of the architecture's parameters
   */
  public static Policy load(
      Architecture architecture, int vocabulary, Compute compute, TensorSource tensors) {
    Policy policy = new Policy(architecture, vocabulary, compute);
    return policy.with((scope, i, parameter) -> {
      NDArray array = policy.script.manager().zeros(new Shape(parameter.shape()), DataType.FLOAT32);
      TensorSet.stream(policy.script, parameter, array, tensors);
      return array;
    });
  }

  /** A copy in native memory, which is aligned whatever Java's was: the last bits of a product can depend on it. */
  private NDArray own(NDManager scope, NDArray array) {
    NDArray copy =
        script.call(scope, "clone", List.of(), List.of(List.of(array))).singletonOrThrow();
    copy.attach(script.manager());
    return copy;
  }

  /** A frozen copy: the reference pi_ref. */
  public Policy copy() {
    Policy copy = new Policy(architecture, vocabulary, compute);
    return copy.with((scope, i, parameter) -> copy.own(scope, weights.get(i)));
  }

  /** The weights by their Hugging Face names. */
  public TensorSet tensors() {
    return new TensorSet(script, parameters, weights, "");
  }

  /** The gradient of every weight, under the weight's name. */
  public TensorSet gradientTensors() {
    return new TensorSet(script, parameters, gradients(), "");
  }

  /** Log-probs and entropies of the completions' tokens at a sampling temperature, without a gradient. */
  public LogProbs score(List<TokenSequence> sequences, double temperature) {
    TokenBatch batch = new TokenBatch(sequences);
    try (NDManager scope = script.manager().newSubManager()) {
      NDList out = script.call(
          scope,
          "score",
          inputs(scope, batch, settings(temperature, 0)),
          List.of(layout(scope, batch), weights));
      return logProbs(batch, out);
    }
  }

  /** The logits of the whole vocabulary after each token of a text, {@code (T, V)}. */
  public float[][] logits(int[] ids) {
    // The one token it scores is of no interest.
    TokenBatch batch = new TokenBatch(List.of(new TokenSequence(ids, new int[1])));
    try (NDManager scope = script.manager().newSubManager()) {
      NDArray out = script
          .call(
              scope,
              "logits",
              List.of(
                  longs(scope, batch.ids),
                  longs(scope, batch.positions),
                  rotations.cos(ids.length),
                  rotations.sin(ids.length)),
              List.of(layout(scope, batch), weights))
          .singletonOrThrow();
      float[] flat = out.toFloatArray();
      float[][] rows = new float[ids.length][];
      for (int t = 0; t < rows.length; t++) {
        rows[t] = Arrays.copyOfRange(flat, t * vocabulary, (t + 1) * vocabulary);
      }
      return rows;
    }
  }

  /**
   * The largest logits after each token of a text: the last are those of what comes next.
   *
   * @param k how many, at most the vocabulary
   */
  public TopLogits topLogits(int[] ids, int k) {
    TokenBatch batch = new TokenBatch(List.of(new TokenSequence(ids, new int[1])));
    try (NDManager scope = script.manager().newSubManager()) {
      NDList out = script.call(
          scope,
          "top_logits",
          List.of(
              scope.create(new float[] {k, settings(1, 0)[1]}),
              longs(scope, batch.ids),
              longs(scope, batch.positions),
              rotations.cos(ids.length),
              rotations.sin(ids.length)),
          List.of(layout(scope, batch), weights));
      return TopLogits.of(k, out.get(0).toFloatArray(), out.get(1).toLongArray());
    }
  }

  /**
   * Adds the gradient of a loss over some completions to what {@link #zeroGradients} cleared: line 11 of Algorithm 1,
   * arXiv:2402.03300. It does not depend on how sequences are divided over calls.
   *
   * @param loss from the log-probs and entropies to the derivative by them
   * @return what the policy said of the tokens
   */
  public LogProbs gradient(
      List<TokenSequence> sequences, double temperature, Function<LogProbs, TokenGradients> loss) {
    return gradient(sequences, temperature, 1, loss);
  }

  /**
   * The same for a part of an optimizer step.
   *
   * @param share of the step's completion tokens: the weight of these sequences in the router's own losses, which are means over
   *     tokens. (A prompt that stands in two parts counts in both.)
   */
  public LogProbs gradient(
      List<TokenSequence> sequences,
      double temperature,
      double share,
      Function<LogProbs, TokenGradients> loss) {
    TokenBatch batch = new TokenBatch(sequences);
    boolean keep = 4L * batch.rows.length * vocabulary <= KEPT_PROBABILITIES;
    try (NDManager scope = script.manager().newSubManager()) {
      List<NDArray> inputs = inputs(scope, batch, settings(temperature, keep ? 1 : 0));
      NDList forward =
          script.call(scope, "forward", inputs, List.of(layout(scope, batch), weights));
      LogProbs logProbs = logProbs(batch, forward);
      TokenGradients gradient = loss.apply(logProbs);
      float[] settings = settings(temperature, keep ? 1 : 0);
      settings[3] = gradient.entropies().length == 0 ? 0 : 1;
      transformer.mixtures().stream().map(Mixture::losses).findFirst().ifPresent(router -> {
        settings[4] = (float) (router.auxiliary() * share / batch.tokens());
        settings[5] = (float) (router.z() * share / batch.tokens());
        add(forward.get(2));
      });
      NDArray dlogp = scope.create(flatten(batch, gradient.logProbs()));
      NDArray dentropy =
          settings[3] == 0 ? dlogp : scope.create(flatten(batch, gradient.entropies()));
      script.call(
          scope,
          "backward",
          List.of(
              scope.create(settings), dlogp, dentropy, inputs.get(1), inputs.get(5), inputs.get(6)),
          List.of(forward, weights, gradients()));
      return logProbs;
    }
  }

  private void add(NDArray loads) {
    long[] flat = loads.toLongArray();
    int mixtures = transformer.mixtures().size();
    int experts = flat.length / mixtures;
    long[][] tokens = new long[mixtures][];
    for (int m = 0; m < mixtures; m++) {
      tokens[m] = Arrays.copyOfRange(flat, m * experts, (m + 1) * experts);
    }
    ExpertLoads more = new ExpertLoads(tokens);
    expertLoads = expertLoads.map(sum -> sum.plus(more)).or(() -> Optional.of(more));
  }

  /** What the experts have seen since {@link #zeroGradients}; absent: no pass yet, or no experts. */
  public Optional<ExpertLoads> expertLoads() {
    return expertLoads;
  }

  /**
   * Balances the experts without a loss (arXiv:2408.15664): the number that corrects the choice of an expert goes up where it
   * saw less than the mean of its layer since {@link #zeroGradients}, down where it saw more.
   *
   * @param rate how far, gamma
   */
  public void balanceExperts(double rate) {
    ExpertLoads loads = expertLoads.orElseThrow();
    int mixture = 0;
    int first = 1;
    for (Transformer.Layer layer : transformer.layers()) {
      first += layer.attention().parameters("", transformer.width()).size();
      if (layer.feedForward() instanceof Mixture experts) {
        long[] load = loads.tokens()[mixture++];
        int at = first;
        experts.correctionOffset().ifPresent(o -> correct(weights.get(at + o), load, rate));
      }
      first += layer.feedForward().parameters("", transformer.width()).size();
    }
  }

  private void correct(NDArray correction, long[] load, double rate) {
    double mean = Arrays.stream(load).average().orElseThrow();
    float[] values = correction.toFloatArray();
    for (int e = 0; e < values.length; e++) {
      values[e] += (float) (rate * Math.signum(mean - load[e]));
    }
    try (NDManager scope = script.manager().newSubManager()) {
      script.call(scope, "copy", correction, scope.create(values));
    }
  }

  private List<NDArray> inputs(NDManager scope, TokenBatch batch, float[] settings) {
    int positions = Arrays.stream(batch.positions).max().orElseThrow() + 1;
    return List.of(
        scope.create(settings),
        longs(scope, batch.ids),
        longs(scope, batch.positions),
        rotations.cos(positions),
        rotations.sin(positions),
        longs(scope, batch.rows),
        longs(scope, batch.targets));
  }

  private float[] settings(double temperature, int keep) {
    return new float[] {(float) temperature, Math.max(16, CHUNK / 4 / vocabulary), keep, 0, 0, 0};
  }

  List<NDArray> layout(NDManager scope, TokenBatch batch) {
    List<NDArray> layout = new ArrayList<>();
    for (TokenBatch.Rectangle r : batch.rectangles) {
      Shape shape = new Shape(r.b(), 1, r.t(), r.s());
      layout.add(longs(scope, r.queries()).reshape(r.b(), r.t()));
      layout.add(longs(scope, r.keys()).reshape(r.b(), r.s()));
      layout.add(scope.create(r.mask(), shape));
      layout.add(longs(scope, r.results()));
      for (int window : transformer.windows()) {
        layout.add(scope.create(batch.windowed(r, window), shape));
      }
    }
    return layout;
  }

  static NDArray longs(NDManager scope, int[] values) {
    return scope.create(Arrays.stream(values).asLongStream().toArray());
  }

  private static LogProbs logProbs(TokenBatch batch, NDList out) {
    return new LogProbs(
        split(batch, out.get(0).toFloatArray()), split(batch, out.get(1).toFloatArray()));
  }

  private static float[][] split(TokenBatch batch, float[] flat) {
    float[][] parts = new float[batch.lengths.length][];
    for (int i = 0, at = 0; i < parts.length; at += batch.lengths[i], i++) {
      parts[i] = Arrays.copyOfRange(flat, at, at + batch.lengths[i]);
    }
    return parts;
  }

  private static float[] flatten(TokenBatch batch, float[][] parts) {
    FloatBuffer flat = FloatBuffer.allocate(batch.rows.length);
    for (float[] part : parts) {
      flat.put(part);
    }
    return flat.array();
  }

  /** Clears the gradient before the first micro-batch of an optimizer step. */
  public void zeroGradients() {
    expertLoads = Optional.empty();
    try (NDManager scope = script.manager().newSubManager()) {
      script.call(scope, "zero", List.of(), List.of(gradients()));
    }
  }

  List<NDArray> gradients() {
    if (gradients.isEmpty()) {
      gradients.addAll(zeros());
    }
    return gradients;
  }

  List<NDArray> zeros() {
    List<NDArray> zeros = new ArrayList<>();
    for (Parameter parameter : parameters) {
      zeros.add(script.manager().zeros(new Shape(parameter.shape()), DataType.FLOAT32));
    }
    return zeros;
  }

  /** The global L2 norm of the gradient, over all parameters. */
  public double gradientNorm() {
    try (NDManager scope = script.manager().newSubManager()) {
      double[] squares = script
          .call(scope, "squared_norms", List.of(), List.of(gradients()))
          .singletonOrThrow()
          .toDoubleArray();
      return Math.sqrt(Arrays.stream(squares).sum());
    }
  }

  List<NDArray> weights() {
    return weights;
  }

  TorchScript script() {
    return script;
  }

  Rotations rotations() {
    return rotations;
  }

  public List<Parameter> parameters() {
    return parameters;
  }

  public Architecture architecture() {
    return architecture;
  }

  public Compute compute() {
    return compute;
  }

  /** V. */
  public int vocabulary() {
    return vocabulary;
  }

  /** Number of weights. */
  public long size() {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }

  /** Native arrays that are alive: the weights, the tables, the gradient and optimizer's state, and nothing else between steps. */
  public int nativeArrays() {
    return script.manager().getManagedArrays().size();
  }

  @Override
  public void close() {
    script.close();
  }
}
