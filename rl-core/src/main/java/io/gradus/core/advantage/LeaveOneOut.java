package io.gradus.core.advantage;

import io.gradus.core.ScoredGroup;
import io.gradus.core.component.About;
import java.util.Arrays;

/**
 * RLOO's advantage: the reward minus the mean of the <em>other</em> rewards of the group, arXiv:2402.14740. A baseline
 * without the sample itself is unbiased. This advantage equals {@link MeanCentered} times {@code G / (G - 1)}.
 */
@About("RLOO: the reward minus the mean of the others in the group (arXiv:2402.14740)")
public record LeaveOneOut() implements WithinGroup {

  @Override
  public double[] of(double[] rewards) {
    if (!ScoredGroup.differ(rewards)) {
      return new double[rewards.length];
    }
    double sum = Arrays.stream(rewards).sum();
    return Arrays.stream(rewards).map(r -> r - (sum - r) / (rewards.length - 1)).toArray();
  }
}
