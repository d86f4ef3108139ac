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
 * The policy pi_theta: an architecture, its weights, and what is computed with them. What goes in and comes out are plain
 * arrays; every native array made on the way is closed before a method returns.
 *
 * <p>Not safe for use by several threads at once, but for the lanes on which it runs parts of a batch itself.
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

  /** A frozen copy of an adapted policy: everything but the adapter is shared. */
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

  /** A policy whose matrices are normal with deviation 0.02 (those that write to the residual stream 0.02 / sqrt(2 layers)), a function of the seed. */
  public static Policy initialise(
      Architecture architecture, int vocabulary, Compute compute, long seed) {
    return initialise(architecture, vocabulary, compute, Optional.empty(), seed);
  }

  /**
   * Such a policy, of which only an adapter is trained if there is one.
   *
   * @throws io.gradus.core.UserError if the adapter names layers that the architecture has not
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
    return of(architecture, vocabulary, compute, Optional.empty(), 0, tensors);
  }

  /**
   * A policy with given weights, of which only an adapter is trained if there is one.
   *
   * @param adapterSeed decides the adapter's first A's and what its dropout drops
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
   * A policy with weights from files, which are brought to memory piece by piece.
   *
   * @param tensors by Hugging Face name; they have the shapes of the architecture's parameters
   */
  public static Policy load(
      Architecture architecture, int vocabulary, Compute compute, TensorSource tensors) {
    return load(architecture, vocabulary, compute, Optional.empty(), 0, tensors);
  }

  /**
   * The same, of which only an adapter is trained if there is one. In eight bits, a matrix at a time is there in fp32.
   *
   * @param adapterSeed decides the adapter's first A's and what its dropout drops
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

  /** A copy in native memory, which is aligned whatever Java's was: the last bits of a product can depend on it. */
  private NDArray own(NDManager scope, NDArray array) {
    NDArray copy =
        script.call(scope, "clone", List.of(), List.of(List.of(array))).singletonOrThrow();
    copy.attach(script.manager());
    return copy;
  }

  /**
   * A frozen copy: the reference pi_ref. Of an adapted policy only the adapter is copied (and left out of the arithmetic where it is
   * still zero: the reference is then the base with the adapter off); the rest stays this policy's, which must outlive it.
   */
  public Policy copy() {
    return weights.withCopiedAdapter().map(adapted -> new Policy(this, adapted)).orElseGet(() -> {
      Policy copy = new Policy(architecture, vocabulary, compute, Optional.empty(), 0);
      return copy.with((scope, i, parameter) -> copy.own(scope, weights.array(i)));
    });
  }

  /** What is trained and saved: the weights by their Hugging Face names, or of an adapted policy the adapter by its PEFT names. */
  public TensorSet tensors() {
    return weights.tensors();
  }

  /** The gradient of everything that is trained, under its name. */
  public TensorSet gradientTensors() {
    Trained trained = weights.trained();
    return new TensorSet(script, trained.parameters(), trained.gradients(), "");
  }

  /** All weights by their Hugging Face names, an adapter merged into them: {@code W + s B A}. Made one after another as they are read. */
  public TensorSet mergedTensors() {
    return weights.merged();
  }

  public Weights weights() {
    return weights;
  }

  /**
   * The matrices that a step of sampling multiplies, in a form that is fast for few rows. Nothing for each weight where {@link
   * ActivationMemory#packs} says no, of a base in eight bits, and where the library has no such form.
   *
   * @param tokens that rows may grow by
   */
  NDList packed(NDManager scope, int tokens) {
    boolean packs =
        weights.packable() && activations.packs(transformer.packedBytes(vocabulary), tokens);
    return packs ? weights.packed(scope) : weights.unpacked(scope);
  }

  /** A key for each token of a batch where there is dropout: the last of the source's w[] in training. */
  List<NDArray> dropoutKeys(NDManager scope, TokenBatch batch) {
    return lora().map(Lora::dropout).orElse(0.0) == 0
        ? List.of()
        : List.of(scope.create(batch.keys(dropoutSeed)));
  }

  /** Trades time for memory from now on. */
  public void activations(ActivationMemory memory) {
    activations = memory;
  }

  /** What an adapter's dropout drops from now on is a function of the policy's seed, of this step, and of the tokens read so far. */
  public void dropoutOf(long step) {
    dropoutSeed = CounterRandom.bits(adapterSeed, DROPOUT, step);
  }

  /** Log-probs and entropies of the completions' tokens at a sampling temperature, without a gradient. */
  public LogProbs score(List<TokenSequence> sequences, double temperature) {
    try (Passes passes = new Passes(this, parts(sequences), false)) {
      return passes.score(settings(temperature, 0));
    }
  }

  /**
   * The final states {@code (C, E)} that score the completions' tokens, and the head {@code (V, E)}.
   *
   * @param scope closes them
   * @param turns cosines and sines of all positions
   * @param operands weights
   */
  NDList states(
      NDManager scope, List<TokenSequence> sequences, List<NDArray> turns, List<NDArray> operands) {
    BatchArrays arrays = new BatchArrays(scope, new TokenBatch(sequences));
    List<NDArray> inputs =
        List.of(arrays.ids(), arrays.positions(), turns.get(0), turns.get(1), arrays.rows());
    return script.call(scope, "states", inputs, List.of(layout(arrays), operands));
  }

  /** A batch in parts side by side, or whole. */
  List<List<TokenSequence>> parts(List<TokenSequence> sequences) {
    int count = compute.device().equals("cpu")
        ? Parts.count(transformer, vocabulary, Lanes.count(), Parts.tokens(sequences))
        : 1;
    return Parts.of(sequences, count);
  }

  /** The logits of the whole vocabulary after each token of a text, {@code (T, V)}. */
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
   * The largest logits after each token of a text: the last are those of what comes next.
   *
   * @param k how many, at most the vocabulary
   */
  public TopLogits topLogits(int[] ids, int k) {
    try (NDManager scope = script.manager().newSubManager()) {
      NDArray settings = scope.create(new float[] {k, activations.chunkTokens(vocabulary)});
      NDList out = read(scope, "top_logits", List.of(settings), ids);
      return TopLogits.of(k, out.get(0).toFloatArray(), out.get(1).toLongArray());
    }
  }

  private NDList read(NDManager scope, String method, List<NDArray> settings, int[] ids) {
    // The one token it scores is of no interest.
    TokenBatch batch = new TokenBatch(List.of(new TokenSequence(ids, new int[1])));
    BatchArrays arrays = new BatchArrays(scope, batch);
    List<NDArray> operands = new ArrayList<>(settings);
    operands.addAll(List.of(
        arrays.ids(), arrays.positions(), rotations.cos(ids.length), rotations.sin(ids.length)));
    return script.call(scope, method, operands, List.of(layout(arrays), weights.operands()));
  }

  /**
   * Adds the gradient of a loss over some completions to what {@link #zeroGradients} cleared: line 11 of Algorithm 1,
   * arXiv:2402.03300. It does not depend on how sequences are divided over calls, but for a router's auxiliary loss, which is of each
   * call ({@link RouterLosses}).
   *
   * @param loss from the log-probs and entropies to the derivative by them
   * @return what the policy said of the tokens
   */
  public LogProbs gradient(
      List<TokenSequence> sequences, double temperature, Function<LogProbs, TokenGradients> loss) {
    return gradient(sequences, temperature, 1, List.of(), loss);
  }

  /**
   * The same for a part of an optimizer step.
   *
   * @param share of the step's completion tokens: the weight of these sequences in the router's own losses. The z loss is a mean over
   *     tokens; the auxiliary loss is of each call, so it depends on the cut. (A prompt that is in two parts counts in both.)
   * @param teachings divergences that the loss reads. Teachers' logits are made in chunks, as the policy's are
   */
  public LogProbs gradient(
      List<TokenSequence> sequences,
      double temperature,
      double share,
      List<Teaching> teachings,
      Function<LogProbs, TokenGradients> loss) {
    long scored = sequences.stream().mapToLong(s -> s.completion().length).sum();
    boolean keep = Float.BYTES * scored * vocabulary <= activations.keptProbabilities();
    float[] settings = settings(temperature, keep ? 1 : 0);
    try (Passes passes = new Passes(this, parts(sequences), true)) {
      passes.read(teachings);
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

  /** What the experts have seen since {@link #zeroGradients}; absent: no pass yet, or no experts. */
  public Optional<ExpertLoads> expertLoads() {
    return expertLoads;
  }

  /**
   * Balances the experts without a loss (arXiv:2408.15664): the number that corrects the choice of an expert goes up where it
   * saw less than the mean of its layer since {@link #zeroGradients}, down where it saw more. Under an adapter routers are frozen.
   *
   * @param rate how far, gamma
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

  /** The layout of a batch, with the masks that this policy's attention needs. */
  List<NDArray> layout(BatchArrays arrays) {
    return arrays.layout(transformer.masks());
  }

  /** Clears the gradient before the first micro-batch of an optimizer step. */
  public void zeroGradients() {
    expertLoads = Optional.empty();
    weights.zeroGradients();
  }

  /** The global L2 norm of the gradient, over all parameters. */
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

  /** The adapter's settings, if only an adapter is trained. */
  public Optional<Lora> lora() {
    return weights.lora();
  }

  /** Number of weights, an adapter's apart. */
  public long size() {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }

  /** Which weights it has now, for the completions that it writes. */
  public WeightsId weightsId() {
    return weightsId;
  }

  /**
   * Notes that an optimizer moved the weights, or took over saved moments.
   *
   * @param updates number of optimizer steps in the stage so far
   */
  public void moved(long updates) {
    weightsId = new WeightsId(updates);
  }

  /** Native arrays that are alive: the weights, the tables, the gradient and optimizer's state, and nothing else between steps. */
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
