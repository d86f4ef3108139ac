package io.gradus.core.objective.loss;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;
import java.util.Optional;

/**
 * PPO's clipped surrogate for each token: {@code -min(r A, clip(r, 1 - clipLow, 1 + clipHigh) A)}, arXiv:1707.06347,
 * equation 7; arXiv:2402.03300, equation 3. DAPO's clip-higher (arXiv:2503.14476, section 3.1) has the bounds 0.2 and
 * 0.28.
 *
 * <p>With a dual clip c, the loss at a negative advantage is at most {@code -c A} (arXiv:1912.09729). The cap stops the
 * gradient of a bad token that became much likelier. TRL's {@code delta} does the same if it is 1 + clip-high or more.
 *
 * @param clipLow at 1 or more, the lower bound has no effect; DeepSeek-R1 uses 10
 * @param clipHigh 0.2 in PPO and by default in verl and TRL; DeepSeekMath does not report its bounds
 * @param dualClip c, above 1; verl uses 3, and DAPO 10; the papers of GRPO have no dual clip
 */
@About("PPO and GRPO: ratio times advantage, clipped (arXiv:1707.06347, arXiv:2402.03300)")
public record ClippedSurrogate(
    @Default("0.2") @About("the ratio is clipped below 1 - clip-low")
    double clipLow,

    @Default("0.2") @About("the ratio is clipped above 1 + clip-high; DAPO has 0.28")
    double clipHigh,

    @About("at a negative advantage A, the loss is at most this many times -A (arXiv:1912.09729)")
    Optional<Double> dualClip)
    implements PolicyLoss {

  public ClippedSurrogate {
    checkClip("clip-low", clipLow);
    checkClip("clip-high", clipHigh);
    if (dualClip.isPresent() && !(dualClip.get() > 1)) {
      throw new IllegalArgumentException("dual-clip: must be above 1, but is " + dualClip.get());
    }
  }

  static void checkClip(String name, double clip) {
    if (!(clip > 0 && clip < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("%s: must be above 0, but is %s".formatted(name, clip));
    }
  }

  @Override
  public boolean silentWithoutAdvantage() {
    return true;
  }

  @Override
  public void add(SequenceLoss s) {
    double cap = dualClip.orElse(Double.POSITIVE_INFINITY);
    for (int t = 0; t < s.length(); t++) {
      add(s, t, s.ratio(t), s.ratioSlope(t), 1 - clipLow, 1 + clipHigh, cap);
    }
  }

  /**
   * Adds the surrogate of a token, for a ratio of a token or of a sequence.
   *
   * @param slope {@code dr/dlogp}
   * @param cap the dual clip
   */
  static void add(
      SequenceLoss s, int t, double ratio, double slope, double low, double high, double cap) {
    double advantage = s.advantage(t);
    if (advantage < 0 && ratio < low) {
      s.clips().countLow(t);
      s.addPolicyLoss(t, -low * advantage, 0);
    } else if (advantage > 0 && ratio > high) {
      s.clips().countHigh(t);
      s.addPolicyLoss(t, -high * advantage, 0);
    } else if (advantage < 0 && ratio > cap) {
      s.clips().countDual(t);
      s.addPolicyLoss(t, -cap * advantage, 0);
    } else {
      s.addPolicyLoss(t, -ratio * advantage, -slope * advantage);
    }
  }
}
