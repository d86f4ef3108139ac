package io.gradus.core.objective.loss;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;

/**
 * The two-sided clip of INTELLECT-2, arXiv:2505.07291: {@code -min(min(r, delta) A, clip(r, 1 - clipLow, 1 + clipHigh)
 * A)}. In PPO's clip, the ratio of a bad token has no upper bound. Delta bounds this ratio, so that no single token
 * decides the step. TRL has the same {@code delta}.
 *
 * <p>If delta is above {@code 1 + clipHigh}, it acts only at negative advantages, as a dual clip does. A smaller delta
 * also lowers the upper bound at positive advantages.
 *
 * @param delta 4 in the paper
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
