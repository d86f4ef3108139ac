package io.gradus.core.policy;

import io.gradus.core.CounterRandom;
import io.gradus.core.WeightsId;
import io.gradus.core.architecture.Architecture;
import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.architecture.RouterLosses;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.TorchScript;
import io.gradus.core.tensorfile.TensorSource;
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

  private final CompiledDecoder decoder;
  private final Weights weights;
  private final ExpertBalance experts;
  private final long adapterSeed;
  private long dropoutSeed;
  private WeightsId weightsId = new WeightsId(0);
  private ActivationMemory activations = ActivationMemory.plain();

  private Policy(CompiledDecoder decoder, Weights weights, long adapterSeed) {
    this.decoder = decoder;
    this.weights = weights;
    this.adapterSeed = adapterSeed;
    experts = new ExpertBalance(decoder, weights);
  }

  private static Policy of(
      CompiledDecoder decoder, Optional<Lora> lora, long adapterSeed, Weights.Source values) {
    Policy policy = new Policy(
        decoder,
        new Weights(decoder.script(), decoder.parameters(), lora, adapterSeed),
        adapterSeed);
    try {
      policy.weights.fill(values);
      return policy;
    } catch (RuntimeException e) {
      policy.close();
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
    CompiledDecoder decoder = CompiledDecoder.of(architecture, vocabulary, compute, lora);
    return of(decoder, lora, seed, WeightSources.drawn(decoder, seed));
  }

  /** A policy with given weights, all of which are trained. */
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
    CompiledDecoder decoder = CompiledDecoder.of(architecture, vocabulary, compute, lora);
    return of(decoder, lora, adapterSeed, WeightSources.given(decoder.script(), tensors));
  }

  /**
   * A policy with weights from files, which are read piece by piece. Only an adapter is trained if there is one. In eight bits, one
   * matrix at a time is in memory in fp32.
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
    CompiledDecoder decoder = CompiledDecoder.of(architecture, vocabulary, compute, lora);
    return of(decoder, lora, adapterSeed, WeightSources.stored(decoder.script(), tensors));
  }

  /**
   * A frozen copy: the reference pi_ref. Of an adapted policy only the adapter is copied (and left out of the arithmetic where it is
   * still zero: the reference is then the base with the adapter off); the rest stays this policy's, which must outlive it.
   */
  public Policy copy() {
    return weights
        .withCopiedAdapter()
        .map(adapted -> new Policy(decoder, adapted, adapterSeed))
        .orElseGet(() -> {
          CompiledDecoder own = decoder.compiledAgain();
          return of(own, Optional.empty(), 0, WeightSources.copied(own.script(), weights));
        });
  }

  /** What is trained and saved: the weights by their Hugging Face names, or of an adapted policy the adapter by its PEFT names. */
  public TensorSet tensors() {
    return weights.tensors();
  }

  /** All weights by their Hugging Face names, an adapter merged into them: {@code W + s B A}. Made one after another as they are read. */
  public TensorSet mergedTensors() {
    return weights.merged();
  }

  public Weights weights() {
    return weights;
  }

  /** How activations trade time for memory now. */
  ActivationMemory activations() {
    return activations;
  }

  /** Trades time for memory from now on. */
  public void activations(ActivationMemory memory) {
    activations = memory;
  }

  /** Decides the tokens' dropout in the present step. */
  long dropoutSeed() {
    return dropoutSeed;
  }

  /** What an adapter's dropout drops from now on is a function of the policy's seed, of this step, and of the tokens read so far. */
  public void dropoutOf(long step) {
    dropoutSeed = CounterRandom.bits(adapterSeed, DROPOUT, step);
  }

  /** Log-probs and entropies of the completions' tokens at a sampling temperature, without a gradient. */
  public LogProbs score(List<TokenSequence> sequences, double temperature) {
    try (Passes passes = new Passes(this, decoder.parts(sequences), false)) {
      return passes.score(PassSettings.of(temperature, activations, vocabulary()));
    }
  }

  /**
   * Adds the gradient of a loss over some completions to what {@link #zeroGradients} cleared: line 11 of Algorithm 1,
   * arXiv:2402.03300. The sum does not depend on how sequences are divided over calls, except for a router's auxiliary loss, which is
   * computed in each call ({@link RouterLosses}).
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
    PassSettings settings = PassSettings.of(temperature, activations, vocabulary());
    settings.keepProbabilities(activations.keepsProbabilities(sequences, vocabulary()));
    try (Passes passes = new Passes(this, decoder.parts(sequences), true)) {
      passes.read(teachings);
      LogProbs logProbs = passes.forward(settings);
      TokenGradients gradient = loss.apply(logProbs);
      settings.entropyGradient(gradient.entropies().length > 0);
      decoder.transformer().mixtures().stream().map(Mixture::losses).findFirst().ifPresent(l -> {
        settings.routerLosses(l, share, passes.tokens());
        experts.add(passes.loads());
      });
      passes.backward(settings, gradient);
      return logProbs;
    }
  }

  /** What the experts have seen since {@link #zeroGradients}; absent: no pass yet, or no experts. */
  public Optional<ExpertLoads> expertLoads() {
    return experts.loads();
  }

  /**
   * Balances the experts without a loss, by what they saw since {@link #zeroGradients} (arXiv:2408.15664). Does nothing under an
   * adapter, where routers are frozen.
   *
   * @param rate how far, gamma
   */
  public void balanceExperts(double rate) {
    experts.balance(rate);
  }

  /** Clears the gradient before the first micro-batch of an optimizer step. */
  public void zeroGradients() {
    experts.clear();
    weights.zeroGradients();
  }

  /** The global L2 norm of the gradient, over all parameters. */
  public double gradientNorm() {
    return weights.gradientNorm();
  }

  /** All of the policy but its weights. */
  CompiledDecoder decoder() {
    return decoder;
  }

  /** The compiled source, which owns the native arrays. */
  public TorchScript script() {
    return decoder.script();
  }

  public List<Parameter> parameters() {
    return decoder.parameters();
  }

  public Architecture architecture() {
    return decoder.architecture();
  }

  public Compute compute() {
    return decoder.compute();
  }

  /** V. */
  public int vocabulary() {
    return decoder.vocabulary();
  }

  /** The adapter's settings, if only an adapter is trained. */
  public Optional<Lora> lora() {
    return weights.lora();
  }

  /** Number of weights, an adapter's apart. */
  public long size() {
    return decoder.parameters().stream().mapToLong(Parameter::size).sum();
  }

  /** Which weights it has now, for the completions that it writes. */
  public WeightsId weightsId() {
    return weightsId;
  }

  /** Notes that an optimizer moved the weights, or took over saved moments, after so many steps of the stage. */
  public void moved(long updates) {
    weightsId = new WeightsId(updates);
  }

  /** Native arrays that are alive: the weights, the tables, the gradient and optimizer's state, and nothing else between steps. */
  public int nativeArrays() {
    return decoder.script().manager().getManagedArrays().size();
  }

  @Override
  public void close() {
    weights.close();
    if (!weights.shared()) {
      decoder.script().close();
    }
  }
}
