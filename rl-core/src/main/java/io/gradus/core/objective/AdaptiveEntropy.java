package io.gradus.core.objective;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * Skywork-OR1's factor of the entropy bonus, arXiv:2505.22312. The factor grows by {@code delta} after a step whose
 * entropy is at most the target, and falls by {@code delta} after any other step. After a step whose entropy was above
 * the target, 0 is used instead of the factor. TRL's {@code use_adaptive_entropy} does the same, and also counts the
 * entropy before the first step as 0.
 *
 * @param target in nats a token; the right value depends on the task
 */
@About(
    "grows while the entropy is at most a target; above it, falls and is not applied (arXiv:2505.22312)")
public record AdaptiveEntropy(
    @Default("0.2") @About("entropy to hold, in nats a token")
    double target,

    @Default("0.005") @About("change after each step") double delta,
    @Default("0.0") @About("factor of the first step") double initial,
    @Default("1.0") @About("largest factor") double most)
    implements Coefficient {

  public AdaptiveEntropy {
    if (!(target > 0 && target < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("target: must be above 0, but is " + target);
    }
    if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("delta: must be above 0, but is " + delta);
    }
    if (!(initial >= 0 && initial <= most && most < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "initial: must be from 0 to most, but is %s, and most is %s".formatted(initial, most));
    }
  }

  @Override
  public double at(long step) {
    return at(step, start());
  }

  /** Returns the initial factor, and the entropy of the previous step. */
  @Override
  public double[] start() {
    return new double[] {initial, 0};
  }

  @Override
  public double at(long step, double[] state) {
    return state[1] <= target ? state[0] : 0;
  }

  @Override
  public double[] next(double[] state, Measured measured) {
    double moved = state[0] + (measured.entropy() <= target ? delta : -delta);
    return new double[] {Math.max(0, Math.min(most, moved)), measured.entropy()};
  }
}
