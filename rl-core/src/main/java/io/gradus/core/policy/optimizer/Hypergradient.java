package io.gradus.core.policy.optimizer;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.policy.MomentStates;
import io.gradus.core.policy.Policy;

/**
 * AdamW whose learning rate follows its own gradient, arXiv:1703.04782. As long as the gradient points in the direction
 * of the last update, the loss falls faster with a larger rate. After the warm-up, the rate is multiplied by {@code 1 +
 * kappa c} at each step, where c is a running mean of the cosine of gradient and update. The mean is needed because
 * gradients of consecutive batches are nearly orthogonal.
 *
 * @param least bounds of the factor on the rate of {@code adamw}
 */
@About(
    "AdamW whose learning rate grows while gradients agree with the last update (arXiv:1703.04782)")
public record Hypergradient(
    @About("the optimizer whose rate is adapted") AdamWSettings adamw,

    @Default("0.02") @About("speed: largest relative change of the rate at a step")
    double kappa,

    @Default("0.9") @About("weight of earlier steps in the running mean of the cosine")
    double memory,

    @Default("0.1") @About("smallest factor on the learning rate")
    double least,

    @Default("10.0") @About("largest factor on the learning rate")
    double most)
    implements Optimizer {

  public Hypergradient {
    if (!(kappa > 0 && kappa < 1)) {
      throw new IllegalArgumentException("kappa: must be in (0, 1), but is " + kappa);
    }
    if (!(memory >= 0 && memory < 1)) {
      throw new IllegalArgumentException("memory: must be in [0, 1), but is " + memory);
    }
    if (!(least > 0 && least <= 1 && most >= 1 && Double.isFinite(most))) {
      throw new IllegalArgumentException(
          "least: must be in (0, 1] and most at least 1, but they are %s and %s"
              .formatted(least, most));
    }
    if (adamw.states() != MomentStates.FLOAT32) {
      throw new IllegalArgumentException(
          "adamw.states: must be float32, because the last update is read from the moments");
    }
  }

  @Override
  public AdamW on(Policy policy) {
    return adamw.on(policy);
  }

  @Override
  public MomentStates moments() {
    return adamw.moments();
  }

  @Override
  public double learningRate(long step, long steps) {
    return adamw.learningRate(step, steps);
  }

  /** Returns the factor, and the mean of the cosine. */
  @Override
  public double[] start() {
    return new double[] {1, 0};
  }

  @Override
  public double learningRate(long step, long steps, double[] state) {
    return state[0] * adamw.learningRate(step, steps);
  }

  @Override
  public double[] next(double[] state, long step, double alignment) {
    double mean = memory * state[1] + (1 - memory) * alignment;
    double factor = step <= adamw.warmupSteps() ? state[0] : state[0] * (1 + kappa * mean);
    return new double[] {Math.max(least, Math.min(most, factor)), mean};
  }
}
