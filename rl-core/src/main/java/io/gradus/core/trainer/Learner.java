package io.gradus.core.trainer;

import io.gradus.core.RunFailure;
import io.gradus.core.WeightsId;
import io.gradus.core.cost.Flops;
import io.gradus.core.cost.Work;
import io.gradus.core.objective.CoefficientStates;
import io.gradus.core.policy.ExpertLoads;
import io.gradus.core.policy.LogProbs;
import io.gradus.core.policy.Lora;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.SequenceScores;
import io.gradus.core.policy.Teaching;
import io.gradus.core.policy.TokenGradients;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.policy.optimizer.AdamW;
import io.gradus.core.policy.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Optimizer steps on a policy: clear the gradient, accumulate it over micro-batches, check it, update the weights. */
public final class Learner implements AutoCloseable {

  /** Loss of consecutive sequences of an optimizer step. */
  public interface Loss {
    /** Returns the derivative with respect to the log-probs and entropies of the sequences from index {@code from}. */
    TokenGradients gradient(int from, LogProbs logProbs);
  }

  /** Loss of consecutive sequences of an optimizer step by their scores, for a model with a scalar head. */
  public interface ScoreLoss {
    /** Returns the derivative with respect to the scores of the sequences from index {@code from}. */
    float[] gradient(int from, float[] scores);
  }

  /** One pass through the network, which adds its part of the gradient. */
  private interface Pass {
    /** @param share the part of the step's completion tokens that are in the pass */
    void add(MicroBatches.Range range, List<TokenSequence> sequences, double share);
  }

  private static final String RATE = "learning-rate";

  private final Policy policy;
  private final Optimizer optimizer;
  private final AdamW state;
  private final MicroBatches microBatches;
  private final long steps;
  private final CoefficientStates coefficients = new CoefficientStates();
  private final Work work = new Work();
  private double[] rateState;

  /** @param steps number of the stage's steps, for the learning-rate schedule */
  public Learner(Policy policy, Optimizer optimizer, MicroBatches microBatches, long steps) {
    this.policy = policy;
    this.optimizer = optimizer;
    this.microBatches = microBatches;
    this.steps = steps;
    state = optimizer.on(policy);
    rateState = optimizer.start();
  }

  /** Makes one optimizer step without teachers. */
  public double update(
      long step,
      List<TokenSequence> sequences,
      double temperature,
      Loss loss,
      Runnable betweenPasses) {
    return update(step, sequences, temperature, List.of(), loss, betweenPasses);
  }

  /**
   * Makes one optimizer step. If it throws, nothing has changed.
   *
   * @param betweenPasses runs before each pass through the network; may throw to stop
   * @return the gradient's global L2 norm before clipping
   * @throws RunFailure if the gradient is not finite
   */
  public double update(
      long step,
      List<TokenSequence> sequences,
      double temperature,
      List<Teaching> teachings,
      Loss loss,
      Runnable betweenPasses) {
    return update(
        step,
        sequences,
        microBatches.of(sequences),
        (range, pass, share) -> {
          List<Teaching> taught = Teaching.of(teachings, range.from(), range.to());
          work.gradient(policy, pass, taught);
          policy.gradient(
              pass, temperature, share, taught, logProbs -> loss.gradient(range.from(), logProbs));
        },
        betweenPasses);
  }

  /**
   * Makes one optimizer step of a model with a scalar head. If it throws, nothing has changed.
   *
   * @param betweenPasses runs before each pass through the network; may throw to stop
   * @return the gradient's global L2 norm before clipping
   * @throws RunFailure if the gradient is not finite
   */
  public double updateScores(
      long step, List<TokenSequence> sequences, ScoreLoss loss, Runnable betweenPasses) {
    SequenceScores model = new SequenceScores(policy);
    return update(
        step,
        sequences,
        microBatches.of(sequences),
        (range, pass, share) -> {
          work.gradient(policy, SequenceScores.wholly(pass), List.of());
          model.gradient(pass, share, scores -> loss.gradient(range.from(), scores));
        },
        betweenPasses);
  }

  private double update(
      long step,
      List<TokenSequence> sequences,
      List<MicroBatches.Range> ranges,
      Pass pass,
      Runnable betweenPasses) {
    policy.zeroGradients();
    policy.dropoutOf(state.steps() + 1);
    double tokens = tokens(sequences);
    for (MicroBatches.Range range : ranges) {
      betweenPasses.run();
      List<TokenSequence> some = sequences.subList(range.from(), range.to());
      pass.add(range, some, tokens(some) / tokens);
    }
    double norm = policy.gradientNorm();
    if (!Double.isFinite(norm)) {
      throw new RunFailure(
          ("step %d: the gradient's norm is %s; the weights did not change. Lower optimizer.learning-rate, or use"
                  + " dtype: float32")
              .formatted(step, norm));
    }
    if (rateState.length > 0) {
      rateState = optimizer.next(rateState, step, state.alignment());
    }
    state.step(learningRate(step), norm);
    double rate = policy.architecture().transformer().balanceRate();
    if (rate > 0) {
      policy.balanceExperts(rate);
    }
    return norm;
  }

  /**
   * Returns whether the gradient of a sequence is independent of the other sequences of the step. With dropout, a
   * router's losses or its balance, the gradient depends on all tokens.
   */
  boolean sequencesAreIndependent() {
    return policy.lora().map(Lora::dropout).orElse(0.0) == 0
        && policy.architecture().transformer().mixtures().isEmpty();
  }

  private static double tokens(List<TokenSequence> sequences) {
    return sequences.stream().mapToInt(s -> s.completion().length).sum();
  }

  /**
   * Computes log-probs of sequences under the current policy, without a gradient.
   *
   * @param betweenPasses runs before each pass through the network; may throw to stop
   */
  public List<LogProbs> score(
      List<TokenSequence> sequences, double temperature, Runnable betweenPasses) {
    List<LogProbs> scored = new ArrayList<>();
    for (MicroBatches.Range range : microBatches.of(sequences)) {
      betweenPasses.run();
      List<TokenSequence> some = sequences.subList(range.from(), range.to());
      work.score(policy, some);
      LogProbs pass = policy.score(some, temperature);
      for (int i = 0; i < pass.logProbs().length; i++) {
        scored.add(
            new LogProbs(new float[][] {pass.logProbs()[i]}, new float[][] {pass.entropies()[i]}));
      }
    }
    return scored;
  }

  /** Returns the counter of the floating-point operations of this learner. */
  public Work work() {
    return work;
  }

  /** Returns the counts of passes through the policy. */
  Flops flops() {
    return Flops.of(policy);
  }

  /**
   * Returns the figures of a supervised step, which has one optimizer step.
   *
   * @param norm the gradient's norm
   * @param tokens tokens that were trained on
   * @param begin {@link System#nanoTime} at the beginning of the step
   */
  public Map<String, Double> metrics(long step, double norm, long tokens, long begin) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("gradient_norm", norm);
    expertLoads().ifPresent(loads -> metrics.putAll(loads.metrics()));
    metrics.put("learning_rate", learningRate(step));
    metrics.put("trained_tokens", (double) tokens);
    metrics.putAll(work.take());
    metrics.put("time/step", seconds);
    metrics.put("time/tokens_per_second", tokens / seconds);
    return metrics;
  }

  /** Returns the states of the objective's coefficients, to save and to load with the moments. */
  public CoefficientStates coefficients() {
    return coefficients;
  }

  /** Returns the id of the policy's current weights. */
  public WeightsId weights() {
    return policy.weightsId();
  }

  /** Returns the length of the longest sequence that the policy can read, in tokens. */
  public int context() {
    return policy.architecture().context();
  }

  /** Returns the tokens that each expert processed in the last step; absent if there are no experts. */
  public Optional<ExpertLoads> expertLoads() {
    return policy.expertLoads();
  }

  public double learningRate(long step) {
    return optimizer.learningRate(step, steps, rateState);
  }

  /** States of coefficients and learning rate as text. Each number can be restored to the last bit. */
  public Map<String, String> saved() {
    Map<String, String> saved = new TreeMap<>(coefficients.saved());
    if (rateState.length > 0) {
      saved.put(RATE, CoefficientStates.text(rateState));
    }
    return saved;
  }

  /** Restores the states from the text of {@link #saved}. */
  public void load(Map<String, String> saved) {
    coefficients.load(saved);
    if (saved.containsKey(RATE)) {
      rateState = CoefficientStates.numbers(saved.getOrDefault(RATE, ""));
    }
  }

  /** Returns the optimizer's moments, to save and to load. */
  public AdamW state() {
    return state;
  }

  @Override
  public void close() {
    state.close();
  }
}
