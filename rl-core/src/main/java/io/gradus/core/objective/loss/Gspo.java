package io.gradus.core.objective.loss;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;

/**
 * GSPO, arXiv:2507.18071, equation 5: the clipped surrogate with one ratio for the whole completion. The ratio is the
 * geometric mean of the tokens' ratios, {@code s = exp(mean_t log r_t)}. If the tokens of a completion have different
 * advantages, this is the paper's GSPO-token (section 4.3). All tokens share s, and each token's slope is {@code s
 * A_t}.
 *
 * <p>The paper's reduction is the mean over sequences. With {@code constant-length}, length 1, the loss is LUSPO's
 * (arXiv:2602.05261), which gives long completions more weight on purpose. {@code token-mean} also gives them more
 * weight.
 *
 * @param clipLow 3e-4 in the paper; it is small, because the mean of many ratios varies far less than one ratio
 * @param clipHigh 4e-4 in the paper
 */
@About(
    "GSPO: one clipped ratio for the whole completion, the mean of the tokens' ratios (arXiv:2507.18071)")
public record Gspo(
    @Default("0.0003") @About("the ratio is clipped below 1 - clip-low")
    double clipLow,

    @Default("0.0004") @About("the ratio is clipped above 1 + clip-high")
    double clipHigh)
    implements PolicyLoss {

  public Gspo {
    ClippedSurrogate.checkClip("clip-low", clipLow);
    ClippedSurrogate.checkClip("clip-high", clipHigh);
  }

  @Override
  public boolean silentWithoutAdvantage() {
    return true;
  }

  @Override
  public void add(SequenceLoss s) {
    double ratio = s.sequenceRatio();
    double slope = s.sequenceRatioSlope();
    for (int t = 0; t < s.length(); t++) {
      ClippedSurrogate.add(s, t, ratio, slope, 1 - clipLow, 1 + clipHigh, Double.POSITIVE_INFINITY);
    }
  }
}
