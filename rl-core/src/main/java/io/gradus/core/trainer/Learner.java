package io.gradus.core.trainer;

import io.gradus.core.RunFailure;
import io.gradus.core.WeightsId;
import io.gradus.core.policy.ExpertLoads;
import io.gradus.core.policy.LogProbs;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TokenGradients;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.policy.optimizer.AdamW;
import io.gradus.core.policy.optimizer.Optimizer;
import java.util.List;
import java.util.Optional;

/** Optimizer steps on a policy: clear the gradient, accumulate it over micro-batches, check it, update the weights. */
public final class Learner implements AutoCloseable {

  /** Loss of neighbouring sequences of an optimizer step. */
  public interface Loss {
    /** Returns the derivative with respect to the log-probs and entropies of the sequences from index {@code from}. */
    TokenGradients gradient(int from, LogProbs logProbs);
  }

  private final Policy policy;
  private final Optimizer optimizer;
  private final AdamW state;
  private final MicroBatches microBatches;
  private final long steps;

  /** @param steps number of the stage's steps, for the learning-rate schedule */
  public Learner(Policy policy, Optimizer optimizer, MicroBatches microBatches, long steps) {
    this.policy = policy;
    this.optimizer = optimizer;
    this.microBatches = microBatches;
    this.steps = steps;
    state = optimizer.on(policy);
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
      Loss loss,
      Runnable betweenPasses) {
    policy.zeroGradients();
    policy.dropoutOf(state.steps() + 1);
    double tokens = tokens(sequences);
    for (MicroBatches.Range range : microBatches.of(sequences)) {
      betweenPasses.run();
      List<TokenSequence> pass = sequences.subList(range.from(), range.to());
      policy.gradient(
          pass,
          temperature,
          tokens(pass) / tokens,
          logProbs -> loss.gradient(range.from(), logProbs));
    }
    double norm = policy.gradientNorm();
    if (!Double.isFinite(norm)) {
      throw new RunFailure(
          ("step %d: the gradient's norm is %s; the weights did not change. Lower optimizer.learning-rate, or use"
                  + " dtype: float32")
              .formatted(step, norm));
    }
    state.step(learningRate(step), norm);
    double rate = policy.architecture().transformer().balanceRate();
    if (rate > 0) {
      policy.balanceExperts(rate);
    }
    return norm;
  }

  private static double tokens(List<TokenSequence> sequences) {
    return sequences.stream().mapToInt(s -> s.completion().length).sum();
  }

  /** Identity of the policy's current weights. */
  public WeightsId weights() {
    return policy.weightsId();
  }

  /** Returns the experts' loads in the last step; empty without experts. */
  public Optional<ExpertLoads> expertLoads() {
    return policy.expertLoads();
  }

  public double learningRate(long step) {
    return optimizer.learningRate(step, steps);
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
