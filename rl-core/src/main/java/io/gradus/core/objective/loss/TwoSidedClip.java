package io.gradus.core.objective.loss;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;

/**
 * The two-sided clip of INTELLECT-2, arXiv:2505.07291: {@code -min(min(r, delta) A, clip(r, 1 - clipLow, 1 + clipHigh) A)}. PPO's
 * clip leaves the ratio of a bad token without an upper bound; delta bounds it, so that no single token decides the step. TRL
 * has the same {@code delta}.
 *
 * <p>Above {@code 1 + clipHigh}, delta acts at negative advantages only, as a dual clip does. Below, it lowers the upper bound at
 * positive advantages.
 *
 * @param delta the paper's 4
 */
@About("PPO's clip with an upper bound on the ratio at negative advantages too (arXiv:2505.07291)")
public record TwoSidedClip(
    @Default("0.2") @About("the ratio is clipped below 1 - clip-low")
    double clipLow,

    @Default("0.2") @About("the ratio is clipped above 1 + clip-high")
    double clipHigh,

    @Default("4.0") @About("the largest ratio, whatever the sign of the advantage")
    double delta)
    implements PolicyLoss {

  public TwoSidedClip {
    ClippedSurrogate.checkClip("clip-low", clipLow);
    ClippedSurrogate.checkClip("clip-high", clipHigh);
    if (!(delta > 1)) {
      throw new IllegalArgumentException("delta: must be above 1, but is " + delta);
    }
  }

  @Override
  public void add(SequenceLoss s) {
    double high = Math.min(1 + clipHigh, delta);
    double cap = Math.max(1 + clipHigh, delta);
    for (int t = 0; t < s.length(); t++) {
      ClippedSurrogate.add(s, t, s.ratio(t), s.ratioSlope(t), 1 - clipLow, high, cap);
    }
  }
}
