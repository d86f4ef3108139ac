package io.gradus.core.advantage;

import io.gradus.core.component.About;
import java.util.Arrays;

/**
 * MaxRL's advantage: {@code (r_i - mean(r)) / mean(r)}, arXiv:2602.02710. The rarer right answers are in a group, the
 * more each of them weighs. So the gradient raises the log-likelihood of a right answer, not its probability. The
 * advantage is meant for rewards of 0 or more; a group whose mean is 0 or less gets zeros, as in prime-rl.
 */
@About("MaxRL: the reward minus the group's mean, divided by that mean (arXiv:2602.02710)")
public record MaxRl() implements WithinGroup {

  @Override
  public double[] of(double[] rewards) {
    double mean = Arrays.stream(rewards).average().orElse(0);
    double[] advantages = MeanCentered.centered(rewards);
    Arrays.setAll(advantages, i -> mean > 0 ? advantages[i] / mean : 0);
    return advantages;
  }
}
