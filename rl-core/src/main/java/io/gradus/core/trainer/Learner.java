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

/** Makes optimizer steps on a policy: clears the gradient, gathers it over micro-batches, checks it, moves the weights. */
public final class Learner implements AutoCloseable {

  /** The loss of some neighbouring sequences of an optimizer step. */
  public interface Loss {
    /** The derivative by what the policy says of sequences {@code from} and following. */
    TokenGradients gradient(int from, LogProbs logProbs);
  }

  private final Policy policy;
  private final Optimizer optimizer;
  private final AdamW state;
  private final MicroBatches microBatches;
  private final long steps;

  /**
   * @param steps how many steps the stage makes, for the learning rate's course
   */
  public Learner(Policy policy, Optimizer optimizer, MicroBatches microBatches, long steps) {
    this.policy = policy;
    this.optimizer = optimizer;
    this.microBatches = microBatches;
    this.steps = steps;
    state = optimizer.on(policy);
  }

  /**
   * One optimizer step. Nothing has changed if it throws.
   *
   * @param betweenPasses run before each pass through the network; may throw to leave
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
          ("step %d: the gradient's norm is %s; the weights were not touched. Lower optimizer.learning-rate, or use"
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

  /** Which weights the policy has now. */
  public WeightsId weights() {
    return policy.weightsId();
  }

  /** The longest sequence that the policy can read, in tokens. */
  public int context() {
    return policy.architecture().context();
  }

  /** What the experts saw in the last step; absent: there are none. */
  public Optional<ExpertLoads> expertLoads() {
    return policy.expertLoads();
  }

  public double learningRate(long step) {
    return optimizer.learningRate(step, steps);
  }

  /** The optimizer's moments, to save and to load. */
  public AdamW state() {
    return state;
  }

  @Override
  public void close() {
    state.close();
  }
}
