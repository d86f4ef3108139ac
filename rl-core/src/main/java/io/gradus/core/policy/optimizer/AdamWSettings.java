package io.gradus.core.policy.optimizer;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.policy.MomentStates;
import io.gradus.core.policy.Policy;

/**
 * AdamW (arXiv:1711.05101), decoupled decay on matrices only, with a clipped gradient norm. The warm-up is linear, and
 * its first step has a positive rate: {@code lr(s) = peak * s / warmup} for the steps s = 1, 2 ... of the stage
 */
@About("AdamW (arXiv:1711.05101); decay on matrices only")
public record AdamWSettings(
    @About("peak learning rate") double learningRate,
    @Default("0.9") @About("decay of the first moment") double beta1,
    @Default("0.999") @About("decay of the second moment") double beta2,

    @Default("1.0e-8") @About("constant added to the root of the second moment")
    double epsilon,

    @Default("0.0") @About("decoupled weight decay of matrices")
    double weightDecay,

    @Default("1.0")
    @About("largest L2 norm of the gradient; larger gradients are scaled down; 0: no limit")
    double maxGradientNorm,

    @Default("0") @About("number of linear warm-up steps") int warmupSteps,

    @Default("constant") @About("schedule of the learning rate after the warm-up")
    Schedule schedule,

    @Default("float32")
    @About(
        "type of the moments: float32, or 8bit in blocks (arXiv:2110.02861), a quarter of the memory")
    MomentStates states)
    implements Optimizer {
  public AdamWSettings {
    if (!(learningRate > 0 && learningRate <= 1)) {
      throw new IllegalArgumentException(
          "learning-rate: must be in (0, 1], but is " + learningRate);
    }
    share("beta1", beta1);
    share("beta2", beta2);
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("epsilon: must be positive, but is " + epsilon);
    }
    if (!(weightDecay >= 0 && weightDecay < 1 / learningRate)) {
      throw new IllegalArgumentException(
          "weight-decay: must be 0 or more, and below 1 / learning-rate, but is " + weightDecay);
    }
    if (!(maxGradientNorm >= 0)) {
      throw new IllegalArgumentException(
          "max-gradient-norm: must be positive, or 0 for none, but is " + maxGradientNorm);
    }
    if (warmupSteps < 0) {
      throw new IllegalArgumentException("warmup-steps: must be 0 or more, but is " + warmupSteps);
    }
  }

  /** Returns settings with a constant learning rate and the defaults of everything else. */
  public static AdamWSettings of(double learningRate) {
    return new AdamWSettings(
        learningRate, 0.9, 0.999, 1e-8, 0, 1, 0, new Constant(), MomentStates.FLOAT32);
  }

  private static void share(String key, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(key + ": must be in [0, 1), but is " + value);
    }
  }

  @Override
  public AdamW on(Policy policy) {
    double bound = maxGradientNorm == 0 ? Double.POSITIVE_INFINITY : maxGradientNorm;
    return new AdamW(policy, beta1, beta2, epsilon, weightDecay, bound, moments());
  }

  @Override
  public MomentStates moments() {
    return states;
  }

  @Override
  public double learningRate(long step, long steps) {
    if (step <= warmupSteps) {
      return learningRate * step / warmupSteps;
    }
    return learningRate
        * schedule.factor((step - 1 - warmupSteps) / (double) Math.max(1, steps - warmupSteps));
  }
}
