package io.gradus.core.preference;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * Robust DPO (arXiv:2403.00409): an unbiased estimate of the DPO loss if a known share {@code e} of the labels is
 * flipped: {@code (-(1 - e) log sigmoid(beta * h) + e log sigmoid(-beta * h)) / (1 - 2 e)}.
 */
@About("robust DPO (arXiv:2403.00409): unbiased if a known share of the labels is flipped")
public record RobustLoss(
    @Default("0.1") @About("weight of the log-ratio") double beta,

    @Default("0.1") @About("share of labels that are flipped, below 0.5")
    double labelSmoothing)
    implements PairLoss {

  public RobustLoss {
    PairLoss.requirePositive(beta);
    PairLoss.requireSmoothing(labelSmoothing, 0.5);
  }

  /** Returns the loss for one flipped label in ten. */
  public static RobustLoss defaults() {
    return new RobustLoss(0.1, 0.1);
  }

  @Override
  public PairSlope of(PairLogProbs pair) {
    double x = beta * PairSlope.difference(pair, false);
    double e = labelSmoothing;
    double loss = e * Logistic.logSigmoid(-x) - (1 - e) * Logistic.logSigmoid(x);
    double slope = -e * Logistic.sigmoid(x) - (1 - e) * Logistic.sigmoid(-x);
    double unbiased = 1 - 2 * e;
    return PairSlope.ofDifference(loss / unbiased, beta * slope / unbiased, pair, false);
  }
}
