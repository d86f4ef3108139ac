package io.gradus.core.objective.correction;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.Correction;
import java.util.Arrays;
import java.util.List;

/**
 * Truncated importance sampling (TIS; Yao et al., "Your efficient RL framework secretly brings you off-policy RL
 * training", 2025): {@code min(pi_old / pi_sampler, cap)}. The cap bounds the variance.
 *
 * @param level level of the ratio; verl and TRL also offer {@code sequence}, the product over a completion
 * @param floor the smallest factor, as in OpenRLHF and NeMo-RL
 * @param cap 2 in verl
 * @param normalize whether the step's factors are divided by their mean, as with verl's {@code
 *     rollout_is_batch_normalize}
 */
@About("truncated importance sampling: min(pi_old / pi_sampler, cap)")
public record TruncatedImportance(
    @Default("token") @About("level of the ratio: token, sequence or geometric-mean")
    Level level,

    @Default("0.0") @About("the smallest factor, at most 1") double floor,
    @Default("2.0") @About("the largest factor, 1 or more") double cap,

    @Default("false") @About("divide a step's factors by their mean")
    boolean normalize)
    implements Correction {

  public TruncatedImportance {
    if (!(floor >= 0 && floor <= 1)) {
      throw new IllegalArgumentException("floor: must be from 0 to 1, but is " + floor);
    }
    if (!(cap >= 1 && cap < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("cap: must be 1 or more, but is " + cap);
    }
  }

  /** Truncates each token's ratio, without a floor. */
  public TruncatedImportance(double cap) {
    this(Level.TOKEN, 0, cap, false);
  }

  @Override
  public double[] weights(double[] old, double[] behaviour) {
    return Arrays.stream(level.ratios(old, behaviour))
        .map(ratio -> Math.max(floor, Math.min(ratio, cap)))
        .toArray();
  }

  @Override
  public List<double[]> together(List<double[]> step) {
    return normalize ? level.normalised(step) : step;
  }
}
