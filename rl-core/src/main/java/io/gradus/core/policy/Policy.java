package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.gradus.core.CounterRandom;
import io.gradus.core.WeightsId;
import io.gradus.core.architecture.Architecture;
import io.gradus.core.architecture.Initialisation;
import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.architecture.RouterLosses;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.Lanes;
import io.gradus.core.engine.TorchScript;
import io.gradus.core.tensorfile.TensorSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The policy pi_theta: an architecture, its weights, and the computations with them. Inputs and results are plain
 * arrays; every native array made on the way is closed before a method returns.
 *
 * <p>Not safe for several threads at once; the policy itself runs parts of a batch on {@link Lanes}.
 */
public final class Policy implements AutoCloseable {
  private static final long DROPOUT = 0x44524F50L;

  private final Architecture architecture;
  private final Transformer transformer;
  private final int vocabulary;
  private final Compute compute;
  private final TorchScript script;
  private final List<Parameter> parameters;
  private final Weights weights;
  private final long adapterSeed;
  private long dropoutSeed;
  private WeightsId weightsId = new WeightsId(0);
  private ActivationMemory activations = ActivationMemory.plain();
  private final Rotations rotations;
  private Optional<ExpertLoads> expertLoads = Optional.empty();

  private Policy(
      Architecture architecture,
      int vocabulary,
      Compute compute,
      Optional<Lora> lora,
      long adapterSeed) {
    this.architecture = architecture;
    this.vocabulary = vocabulary;
    this.compute = compute;
    transformer = architecture.transformer();
    this.adapterSeed = adapterSeed;
    parameters = architecture.parameters(vocabulary);
    lora.ifPresent(l -> l.check(architecture, vocabulary));
    script = new TorchScript(
        compute.djlDevice(),
        "Decoder",
        new DecoderSource(transformer, vocabulary, compute, Adapter.constants(parameters, lora))
            .text());
    rotations = new Rotations(script, transformer.rope(), transformer.context());
    weights = new Weights(script, parameters, lora, adapterSeed);
  }

  /** Creates a frozen copy of an adapted policy that shares everything except the adapter. */
  private Policy(Policy of, Weights copy) {
    architecture = of.architecture;
    transformer = of.transformer;
    vocabulary = of.vocabulary;
    compute = of.compute;
    script = of.script;
    parameters = of.parameters;
    rotations = of.rotations;
    weights = copy;
    adapterSeed = of.adapterSeed;
  }

  private Policy with(Weights.Source values) {
    try {
      weights.fill(values);
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Creates a policy with random matrices, a function of the seed. They are normal with deviation 0.02, or 0.02 /
   * sqrt(2 layers) if they write to the residual stream.
   */
  public static Policy initialise(
      Architecture architecture, int vocabulary, Compute compute, long seed) {
    return initialise(architecture, vocabulary, compute, Optional.empty(), seed);
  }

  /**
   * Creates a policy with random matrices. If there is an adapter, only it is trained.
   *
   * @throws io.gradus.core.UserError if the adapter names layers that the architecture does not have
   */
  public static Policy initialise(
      Architecture architecture, int vocabulary, Compute compute, Optional<Lora> lora, long seed) {
    Initialisation initialisation = new Initialisation(architecture, seed);
    Policy policy = new Policy(architecture, vocabulary, compute, lora, seed);
    Upload upload = new Upload(policy.script);
    return policy.with((scope, i, parameter) -> {
      NDArray array =
          policy.script.manager().create(new Shape(parameter.shape()), DataType.FLOAT32);
      int size = Math.toIntExact(parameter.size());
      for (int at = 0; at < size; at += Upload.FLOATS) {
        int n = Math.min(Upload.FLOATS, size - at);
        upload.put(initialisation.values(parameter, at, n), array, at);
      }
      return array;
    });
  }

  /**
   * Returns a policy with given weights.
   *
   * @param tensors by Hugging Face name, row-major
   * @throws IllegalArgumentException if one is missing or has another size
   */
  public static Policy of(
      Architecture architecture,
      int vocabulary,
      Compute compute,
      Function<String, float[]> tensors) {
    return of(architecture, vocabulary, compute, Optional.empty(), 0, tensors);
  }

  /**
   * Creates a policy with given weights. If there is an adapter, only it is trained.
   *
   * @param adapterSeed seed of the adapter's initial A's and of its dropout
   * @param tensors by Hugging Face name, row-major
   * @throws IllegalArgumentException if one is missing or has another size
   */
  public static Policy of(
      Architecture architecture,
      int vocabulary,
      Compute compute,
      Optional<Lora> lora,
      long adapterSeed,
      Function<String, float[]> tensors) {
    Policy policy = new Policy(architecture, vocabulary, compute, lora, adapterSeed);
    Upload upload = new Upload(policy.script);
    return policy.with((scope, i, parameter) ->
        upload.array(TensorSet.values(parameter, "", tensors), parameter.shape()));
  }

  /**
   * Creates a policy with weights from files, which are loaded piece by piece.
   *
   * @param tensors by Hugging Face name; they have the shapes of the architecture's parameters
   */
  public static Policy load(
      Architecture architecture, int vocabulary, Compute compute, TensorSource tensors) {
    return load(architecture, vocabulary, compute, Optional.empty(), 0, tensors);
  }

  /**
   * Creates a policy with weights from files. If there is an adapter, only it is trained. With eight bits, only one
   * matrix at a time is in fp32.
   *
   * @param adapterSeed seed of the adapter's initial A's and of its dropout
   * @param tensors by Hugging Face name; they have the shapes of the architecture's parameters
   */
  public static Policy load(
      Architecture architecture,
      int vocabulary,
      Compute compute,
      Optional<Lora> lora,
      long adapterSeed,
      TensorSource tensors) {
    Policy policy = new Policy(architecture, vocabulary, compute, lora, adapterSeed);
    Upload upload = new Upload(policy.script);
    return policy.with((scope, i, parameter) -> {
      NDArray array = policy.script.manager().zeros(new Shape(parameter.shape()), DataType.FLOAT32);
      TensorSet.stream(upload, parameter, array, tensors);
      return array;
    });
  }

  /** Copies an array to aligned native memory, because the last bits of a product can depend on the alignment. */
  private NDArray own(NDManager scope, NDArray array) {
    NDArray copy =
        script.call(scope, "clone", List.of(), List.of(List.of(array))).singletonOrThrow();
    copy.attach(script.manager());
    return copy;
  }

  /**
   * Makes a frozen copy, the reference pi_ref. For an adapted policy, only the adapter is copied; it is left out of the
   * arithmetic while it is zero. The copy shares all other arrays with this policy, which must outlive it.
   */
  public Policy copy() {
    return weights.withCopiedAdapter().map(adapted -> new Policy(this, adapted)).orElseGet(() -> {
      Policy copy = new Policy(architecture, vocabulary, compute, Optional.empty(), 0);
      return copy.with((scope, i, parameter) -> copy.own(scope, weights.array(i)));
    });
  }

  /** Returns the trained tensors: the weights by Hugging Face name, or an adapted policy's adapter by PEFT name. */
  public TensorSet tensors() {
    return weights.tensors();
  }

  /** Returns the gradients of the trained tensors, by name. */
  public TensorSet gradientTensors() {
    Trained trained = weights.trained();
    return new TensorSet(script, trained.parameters(), trained.gradients(), "");
  }

  /**
   * Returns all weights by Hugging Face name, with an adapter merged: {@code W + s B A}. They are computed one by one
   * as they are read.
   */
  public TensorSet mergedTensors() {
    return weights.merged();
  }

  public Weights weights() {
    return weights;
  }

  /**
   * Packs the matrices of a sampling step into a layout that is fast for few rows. The arrays are empty if
   * {@link ActivationMemory#packs} says no, if the base has eight bits, or if the library has no such layout.
   *
   * @param tokens largest number that a row may grow by
   */
  NDList packed(NDManager scope, int tokens) {
    boolean packs =
        weights.packable() && activations.packs(transformer.packedBytes(vocabulary), tokens);
    return packs ? weights.packed(scope) : weights.unpacked(scope);
  }

  /** With dropout, returns a key for each token of a batch; it is the last of the source's w[] in training. */
  List<NDArray> dropoutKeys(NDManager scope, TokenBatch batch) {
    return lora().map(Lora::dropout).orElse(0.0) == 0
        ? List.of()
        : List.of(scope.create(batch.keys(dropoutSeed)));
  }

  /** Sets the trade of time for memory. */
  public void activations(ActivationMemory memory) {
    activations = memory;
  }

  /**
   * Sets the step of an adapter's dropout. What it drops depends on the policy's seed, this step and the tokens before.
   */
  public void dropoutOf(long step) {
    dropoutSeed = CounterRandom.bits(adapterSeed, DROPOUT, step);
  }

  /** Computes log-probs and entropies of the completions' tokens at a sampling temperature, without a gradient. */
  public LogProbs score(List<TokenSequence> sequences, double temperature) {
    try (Passes passes = new Passes(this, parts(sequences), false)) {
      return passes.score(settings(temperature, 0));
    }
  }

  /** Cuts a batch into parts, or returns it whole. */
  List<List<TokenSequence>> parts(List<TokenSequence> sequences) {
    int count = compute.device().equals("cpu")
        ? Parts.count(transformer, vocabulary, Lanes.count(), Parts.tokens(sequences))
        : 1;
    return Parts.of(sequences, count);
  }

  /** Returns the logits of the whole vocabulary after each token of a text, {@code (T, V)}. */
  public float[][] logits(int[] ids) {
    try (NDManager scope = script.manager().newSubManager()) {
      float[] flat = read(scope, "logits", List.of(), ids).singletonOrThrow().toFloatArray();
      float[][] rows = new float[ids.length][];
      for (int t = 0; t < rows.length; t++) {
        rows[t] = Arrays.copyOfRange(flat, t * vocabulary, (t + 1) * vocabulary);
      }
      return rows;
    }
  }

  /**
   * Returns the largest logits after each token of a text: the last ones predict the next token.
   *
   * @param k number of logits, at most the vocabulary size
   */
  public TopLogits topLogits(int[] ids, int k) {
    try (NDManager scope = script.manager().newSubManager()) {
      NDArray settings = scope.create(new float[] {k, activations.chunkTokens(vocabulary)});
      NDList out = read(scope, "top_logits", List.of(settings), ids);
      return TopLogits.of(k, out.get(0).toFloatArray(), out.get(1).toLongArray());
    }
  }

  private NDList read(NDManager scope, String method, List<NDArray> settings, int[] ids) {
    // the single token that it scores is not used
    TokenBatch batch = new TokenBatch(List.of(new TokenSequence(ids, new int[1])));
    BatchArrays arrays = new BatchArrays(scope, batch);
    List<NDArray> operands = new ArrayList<>(settings);
    operands.addAll(List.of(
        arrays.ids(), arrays.positions(), rotations.cos(ids.length), rotations.sin(ids.length)));
    return script.call(scope, method, operands, List.of(layout(arrays), weights.operands()));
  }

  /**
   * Adds the gradient of a loss over some completions to the gradient so far: line 11 of Algorithm 1, arXiv:2402.03300.
   * The sum does not depend on how sequences are divided over calls, except for a router's auxiliary loss, which is
   * computed per call ({@link RouterLosses}).
   *
   * @param loss maps log-probs and entropies to the loss's derivative with respect to them
   * @return log-probs and entropies of the tokens
   */
  public LogProbs gradient(
      List<TokenSequence> sequences, double temperature, Function<LogProbs, TokenGradients> loss) {
    return gradient(sequences, temperature, 1, loss);
  }

  /**
   * Adds the gradient of a part of an optimizer step.
   *
   * @param share share of the step's completion tokens, which weights these sequences in the router's own losses. The z
   *     loss is a mean over tokens. The auxiliary loss is computed per call, so it depends on the cut. A prompt in two
   *     parts counts in both
   */
  public LogProbs gradient(
      List<TokenSequence> sequences,
      double temperature,
      double share,
      Function<LogProbs, TokenGradients> loss) {
    long scored = sequences.stream().mapToLong(s -> s.completion().length).sum();
    boolean keep = Float.BYTES * scored * vocabulary <= activations.keptProbabilities();
    float[] settings = settings(temperature, keep ? 1 : 0);
    try (Passes passes = new Passes(this, parts(sequences), true)) {
      LogProbs logProbs = passes.forward(settings);
      TokenGradients gradient = loss.apply(logProbs);
      settings[3] = gradient.entropies().length == 0 ? 0 : 1;
      transformer.mixtures().stream().map(Mixture::losses).findFirst().ifPresent(router -> {
        settings[4] = (float) (router.auxiliary() * share / passes.tokens());
        settings[5] = (float) (router.z() * share / passes.tokens());
        add(passes.loads());
      });
      passes.backward(settings, gradient);
      return logProbs;
    }
  }

  private void add(long[] loads) {
    ExpertLoads more = ExpertLoads.of(loads, transformer.mixtures().size());
    expertLoads = expertLoads.map(sum -> sum.plus(more)).or(() -> Optional.of(more));
  }

  /** Returns the experts' loads since {@link #zeroGradients}; empty before the first pass or without experts. */
  public Optional<ExpertLoads> expertLoads() {
    return expertLoads;
  }

  /**
   * Balances the experts without a loss (arXiv:2408.15664): the correction of an expert's choice rises if the expert
   * saw fewer tokens than its layer's mean since {@link #zeroGradients}, and falls if it saw more. With an adapter,
   * routers are frozen.
   *
   * @param rate size of the change, gamma
   */
  public void balanceExperts(double rate) {
    if (lora().isPresent()) {
      return;
    }
    ExpertLoads loads = expertLoads.orElseThrow();
    int mixture = 0;
    int first = 1;
    for (Transformer.Layer layer : transformer.layers()) {
      first += layer.attention().parameters("", transformer.width()).size();
      if (layer.feedForward() instanceof Mixture experts) {
        int layerOfExperts = mixture++;
        int at = first;
        experts.correctionOffset().ifPresent(o -> {
          NDArray correction = weights.array(at + o);
          float[] values = loads.corrected(layerOfExperts, correction.toFloatArray(), rate);
          new Upload(script).put(values, correction, 0);
        });
      }
      first += layer.feedForward().parameters("", transformer.width()).size();
    }
  }

  private float[] settings(double temperature, int keep) {
    return new float[] {
      (float) temperature,
      activations.chunkTokens(vocabulary),
      keep,
      0,
      0,
      0,
      activations.checkpointing() ? 1 : 0
    };
  }

  /** Returns the layout of a batch, with the masks that this policy's attention needs. */
  List<NDArray> layout(BatchArrays arrays) {
    return arrays.layout(transformer.masks());
  }

  /** Clears the gradient before the first micro-batch of an optimizer step. */
  public void zeroGradients() {
    expertLoads = Optional.empty();
    weights.zeroGradients();
  }

  /** Returns the global L2 norm of the gradient, over all parameters. */
  public double gradientNorm() {
    return weights.gradientNorm();
  }

  public TorchScript script() {
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

  /** Returns the adapter's settings, if only an adapter is trained. */
  public Optional<Lora> lora() {
    return weights.lora();
  }

  /** Returns the number of weights, without an adapter's. */
  public long size() {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }

  /** Returns the identity of the current weights, for completions. */
  public WeightsId weightsId() {
    return weightsId;
  }

  /**
   * Records that an optimizer updated the weights, or loaded saved moments.
   *
   * @param updates number of optimizer steps in the stage so far
   */
  public void moved(long updates) {
    weightsId = new WeightsId(updates);
  }

  /**
   * Returns the number of live native arrays: the weights, the tables, the gradient and optimizer's state, and nothing
   * else between steps.
   */
  public int nativeArrays() {
    return script.manager().getManagedArrays().size();
  }

  @Override
  public void close() {
    weights.close();
    if (!weights.shared()) {
      script.close();
    }
  }
}
