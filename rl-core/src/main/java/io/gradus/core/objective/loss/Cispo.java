package io.gradus.core.objective.loss;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;
import java.util.Optional;

/**
 * CISPO: REINFORCE with the clipped ratio as a detached weight, {@code -sg(clip(r, 1 - clipLow, 1 + clipHigh)) A log
 * pi_theta}, MiniMax-M1, arXiv:2506.13585, section 3.1. The clip bounds a token's weight, but never removes the token's
 * gradient.
 *
 * @param clipLow absent: weights have no lower bound, as in the paper
 * @param clipHigh not given in the paper. ScaleRL bounds the weights at 5, which is a {@code clip-high} of 4. verl's
 *     {@code clip_ratio_high} is the same number, and TRL's {@code epsilon_high} is 1 more
 */
@About("CISPO: advantage times log-probability, weighted by the clipped ratio (arXiv:2506.13585)")
public record Cispo(
    @About("weights are clipped below 1 - clip-low; absent: not at all")
    Optional<Double> clipLow,

    @Default("4") @About("weights are clipped above 1 + clip-high")
    double clipHigh)
    implements PolicyLoss {

  public Cispo {
    clipLow.ifPresent(low -> ClippedSurrogate.checkClip("clip-low", low));
    ClippedSurrogate.checkClip("clip-high", clipHigh);
  }

  @Override
  public boolean silentWithoutAdvantage() {
    return true;
  }

  @Override
  public void add(SequenceLoss s) {
    double low = 1 - clipLow.orElse(1.0);
    double high = 1 + clipHigh;
    for (int t = 0; t < s.length(); t++) {
      double weight = s.ratio(t);
      if (weight < low) {
        s.clips().countLow(t);
        weight = low;
      } else if (weight > high) {
        s.clips().countHigh(t);
        weight = high;
      }
      double slope = -weight * s.advantage(t);
      s.addPolicyLoss(t, slope * s.logProb(t), slope);
    }
  }
}
