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
 * The policy pi_theta: an architecture, its weights, and the computations with them. Inputs and results are plain
 * arrays; every native array made on the way is closed before a method returns.
 *
 * <p>Only one thread may use a policy at a time. The policy itself runs parts of a batch on {@link Lanes}.
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

  /**
   * Creates a policy with random matrices, a function of the seed. They are normal with deviation 0.02, or 0.02 /
   * sqrt(2 layers) if they write to the residual stream.
   */
  public static Policy initialise(
      Architecture architecture, int vocabulary, Compute compute, long seed) {
    return initialise(architecture, vocabulary, compute, Optional.empty(), seed);
  }

  /** Creates a policy with random matrices. If there is an adapter, only it is trained. */
  public static Policy initialise(
      Architecture architecture, int vocabulary, Compute compute, Optional<Lora> lora, long seed) {
    CompiledDecoder decoder = CompiledDecoder.of(architecture, vocabulary, compute, lora);
    return of(decoder, lora, seed, WeightSources.drawn(decoder, seed));
  }

  /** Creates a policy with given weights, all of which are trained. */
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
    CompiledDecoder decoder = CompiledDecoder.of(architecture, vocabulary, compute, lora);
    return of(decoder, lora, adapterSeed, WeightSources.given(decoder.script(), tensors));
  }

  /**
   * Creates a policy with weights from files, which are read piece by piece. If there is an adapter, only it is
   * trained. If the weights are kept in eight bits, only one matrix at a time is in memory in fp32.
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
    CompiledDecoder decoder = CompiledDecoder.of(architecture, vocabulary, compute, lora);
    return of(decoder, lora, adapterSeed, WeightSources.stored(decoder.script(), tensors));
  }

  /**
   * Makes a frozen copy, the reference pi_ref. For an adapted policy, only the adapter is copied; an adapter of zeros
   * is left out of the computation. The copy shares all other arrays with this policy, which must outlive it.
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

  /** Returns the trained tensors: the weights by Hugging Face name, or an adapted policy's adapter by PEFT name. */
  public TensorSet tensors() {
    return weights.tensors();
  }

  /** Returns all weights by Hugging Face name, with an adapter merged: {@code W + s B A}, computed when read. */
  public TensorSet mergedTensors() {
    return weights.merged();
  }

  public Weights weights() {
    return weights;
  }

  /** Returns the current settings that trade memory for time. */
  public ActivationMemory activations() {
    return activations;
  }

  /** Sets how memory is traded for time. */
  public void activations(ActivationMemory memory) {
    activations = memory;
  }

  /** Returns the seed of the tokens' dropout in the current step. */
  long dropoutSeed() {
    return dropoutSeed;
  }

  /** Sets the step that an adapter's dropout depends on, with the policy's seed and the tokens read so far. */
  public void dropoutOf(long step) {
    dropoutSeed = CounterRandom.bits(adapterSeed, DROPOUT, step);
  }

  /** Computes log-probs and entropies of the completions' tokens at a sampling temperature, without a gradient. */
  public LogProbs score(List<TokenSequence> sequences, double temperature) {
    try (Passes passes = new Passes(this, decoder.speaking().parts(sequences), false)) {
      return passes.score(PassSettings.of(temperature, activations, vocabulary()));
    }
  }

  /** Adds the gradient of a whole optimizer step to the sum, for a loss that uses no teachers. */
  public LogProbs gradient(
      List<TokenSequence> sequences, double temperature, Function<LogProbs, TokenGradients> loss) {
    return gradient(sequences, temperature, 1, List.of(), loss);
  }

  /**
   * Adds the gradient of a loss over some completions to what {@link #zeroGradients} cleared: line 11 of Algorithm 1,
   * arXiv:2402.03300. The sum does not depend on how sequences are divided over calls, except for a router's auxiliary
   * loss, which is computed in each call ({@link RouterLosses}).
   *
   * @param share share of the step's completion tokens, which weights these sequences in the router's own losses. The z
   *     loss is a mean over tokens. The auxiliary loss is computed per call, so it depends on the division. A prompt
   *     that is in two parts counts in both
   * @param loss maps log-probs and entropies to the loss's derivative with respect to them
   * @return log-probs and entropies of the tokens
   */
  public LogProbs gradient(
      List<TokenSequence> sequences,
      double temperature,
      double share,
      List<Teaching> teachings,
      Function<LogProbs, TokenGradients> loss) {
    PassSettings settings = PassSettings.of(temperature, activations, vocabulary());
    settings.keepProbabilities(activations.keepsProbabilities(sequences, vocabulary()));
    try (Passes passes = new Passes(this, decoder.speaking().parts(sequences), true)) {
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

  /** Returns the tokens of each expert since {@link #zeroGradients}; absent without a pass or without experts. */
  public Optional<ExpertLoads> expertLoads() {
    return experts.loads();
  }

  /**
   * Balances the experts without a loss (arXiv:2408.15664). The correction of an expert's choice rises if the expert
   * saw fewer tokens than its layer's mean since {@link #zeroGradients}. It falls if the expert saw more. With an
   * adapter, routers are frozen.
   */
  public void balanceExperts(double rate) {
    experts.balance(rate);
  }

  /** Clears the gradient before the first micro-batch of an optimizer step. */
  public void zeroGradients() {
    experts.clear();
    weights.zeroGradients();
  }

  /** Returns the global L2 norm of the gradient, over all parameters. */
  public double gradientNorm() {
    return weights.gradientNorm();
  }

  /** Returns everything of the policy except its weights. */
  CompiledDecoder decoder() {
    return decoder;
  }

  /** Returns the compiled source, which owns the native arrays. */
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

  /** Returns the size of the vocabulary, V. */
  public int vocabulary() {
    return decoder.vocabulary();
  }

  /** Returns the adapter's settings, if only an adapter is trained. */
  public Optional<Lora> lora() {
    return weights.lora();
  }

  /** Returns the number of weights, without an adapter's. */
  public long size() {
    return decoder.parameters().stream().mapToLong(Parameter::size).sum();
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

  /** Returns the number of live native arrays: between steps, weights, tables, gradients and the optimizer's state. */
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
