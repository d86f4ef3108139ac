package io.gradus.core.preference;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * Hinge loss on the difference of the log-ratios: {@code max(0, 1 - beta * h)}. It is the ranking loss of SLiC
 * (arXiv:2305.10425) in the form of RSO (arXiv:2309.06657), which adds the reference.
 */
@About("hinge loss (SLiC, arXiv:2305.10425; RSO, arXiv:2309.06657)")
public record HingeLoss(
    @Default("0.1") @About("weight of the log-ratio; the loss is 0 beyond a difference of 1 / beta")
    double beta)
    implements PairLoss {

  public HingeLoss {
    PairLoss.requirePositive(beta);
  }

  /** Returns the loss with TRL's default. */
  public static HingeLoss defaults() {
    return new HingeLoss(0.1);
  }

  @Override
  public PairSlope of(PairLogProbs pair) {
    double missing = 1 - beta * PairSlope.difference(pair, false);
    return PairSlope.ofDifference(Math.max(0, missing), missing > 0 ? -beta : 0, pair, false);
  }
}
