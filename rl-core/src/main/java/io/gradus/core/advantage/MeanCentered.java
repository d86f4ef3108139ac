package io.gradus.core.advantage;

import io.gradus.core.ScoredGroup;
import io.gradus.core.component.About;
import java.util.Arrays;

/**
 * Dr. GRPO's advantage: {@code r_i - mean(r)}, arXiv:2503.20783, section 3.2. It is not divided by the standard
 * deviation, so problems that are nearly always or nearly never solved get no additional weight.
 */
@About("Dr. GRPO: the reward minus the group's mean (arXiv:2503.20783)")
public record MeanCentered() implements WithinGroup {

  @Override
  public double[] of(double[] rewards) {
    return centered(rewards);
  }

  static double[] centered(double[] rewards) {
    if (!ScoredGroup.differ(rewards)) {
      return new double[rewards.length];
    }
    double mean = Arrays.stream(rewards).sum() / rewards.length;
    return Arrays.stream(rewards).map(r -> r - mean).toArray();
  }
}
