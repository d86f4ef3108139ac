package io.gradus.core.advantage;

import io.gradus.core.ScoredGroup;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.Arrays;

/**
 * GRPO's advantage: {@code (r_i - mean(r)) / (std(r) + epsilon)}, arXiv:2402.03300, section 4.1.2. The deviation has
 * G - 1 in its denominator, as in verl, TRL and OpenRLHF; the paper leaves this open. Rewards that differ by rounding
 * only get the advantage 0, whatever epsilon is.
 *
 * @param epsilon verl uses 1e-6, TRL 1e-4
 */
@About(
    "GRPO: the reward minus the group's mean, divided by the group's standard deviation (arXiv:2402.03300)")
public record Standardized(
    @Default("1e-6") @About("added to the standard deviation")
    double epsilon) implements WithinGroup {

  public Standardized {
    if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("epsilon: must be 0 or more, but is " + epsilon);
    }
  }

  @Override
  public double[] of(double[] rewards) {
    double[] advantages = MeanCentered.centered(rewards);
    if (ScoredGroup.differ(rewards)) {
      double squares = Arrays.stream(advantages).map(a -> a * a).sum();
      double scale = Math.sqrt(squares / (rewards.length - 1)) + epsilon;
      for (int i = 0; i < advantages.length; i++) {
        advantages[i] /= scale;
      }
    }
    return advantages;
  }
}
