package io.gradus.core.advantage;

import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.UserError;
import io.gradus.core.component.About;
import java.util.Arrays;
import java.util.List;

/**
 * BNPO's advantage, arXiv:2506.02864: {@code (r_i - p) / f(p; alpha, beta)}, with p the group's mean and f the density
 * of a Beta distribution. A Beta distribution with parameters a and b is fitted to the p of the step's groups by
 * moments; then {@code alpha = max(1, 1 + a / 3)} and {@code beta = max(1, 1 + b / 3)}. Rewards must be between 0 and
 * 1.
 *
 * <p>If all p are equal, no distribution can be fitted, and the advantage is {@code r_i - p}. A group whose p is 0 or 1
 * has advantage 0, although its density is 0 too. TRL's {@code loss_type="bnpo"} is not this method, but the mean over
 * tokens.
 */
@About(
    "BNPO: the reward minus the group's mean, divided by a Beta density of the mean (arXiv:2506.02864)")
public record Bnpo() implements Advantage {
  /** The authors' bound on 1 / f. */
  private static final double MOST = 1e6;

  @Override
  public boolean readsTokenRewards() {
    return false;
  }

  @Override
  public int leastGroup() {
    return 2;
  }

  @Override
  public List<double[][]> of(List<ScoredGroup> step, ScorerLogProbs frozen) {
    step.forEach(Bnpo::check);
    double[] means = step.stream()
        .filter(group -> group.counted().length > 0)
        .mapToDouble(group -> Arrays.stream(group.rewards()).average().orElseThrow())
        .toArray();
    double mean = Arrays.stream(means).average().orElse(0);
    double variance = Arrays.stream(means).map(p -> (p - mean) * (p - mean)).sum()
        / Math.max(1, means.length - 1);
    double size = ScoredGroup.differ(means) ? mean * (1 - mean) / variance - 1 : 0;
    // Equal means cannot be fitted; Beta(1, 1) has the density 1 everywhere.
    double alpha = Math.max(1, 1 + size * mean / 3);
    double beta = Math.max(1, 1 + size * (1 - mean) / 3);
    WithinGroup scaled = rewards -> {
      double p = Arrays.stream(rewards).average().orElse(0);
      double[] advantages = MeanCentered.centered(rewards);
      double weight = Math.min(MOST, 1 / BetaDensity.at(p, alpha, beta));
      Arrays.setAll(advantages, i -> advantages[i] == 0 ? 0 : advantages[i] * weight);
      return advantages;
    };
    return scaled.of(step, frozen);
  }

  private static void check(ScoredGroup group) {
    for (double reward : group.rewards()) {
      if (!(reward >= 0 && reward <= 1)) {
        throw new UserError(
            "objective.advantage: bnpo needs rewards from 0 to 1, but a completion of problem '%s' has %s. Put the reward into {type: clip, min: 0, max: 1}, or use another advantage"
                .formatted(group.group().problem().id(), reward));
      }
    }
  }
}
