package io.gradus.core.preference;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * EXO on pairs (arXiv:2402.00856, equation 16): reverse KL divergence between the policy's preference {@code p =
 * sigmoid(beta * h)} and the label {@code (1 - e, e)}: {@code p log(p / (1 - e)) + (1 - p) log((1 - p) / e)}.
 */
@About("EXO on pairs (arXiv:2402.00856): reverse KL to the smoothed label")
public record ExoPair(
    @Default("0.1") @About("weight of the log-ratio") double beta,

    @Default("0.001") @About("share of pairs that are assumed to be labelled wrongly, in (0, 0.5)")
    double labelSmoothing)
    implements PairLoss {

  public ExoPair {
    PairLoss.requirePositive(beta);
    PairLoss.requireSmoothing(labelSmoothing, 0.5);
    if (labelSmoothing == 0) {
      throw new IllegalArgumentException(
          "label-smoothing: must be positive, because the divergence from a certain label is infinite");
    }
  }

  /** Returns the loss with TRL's smallest label smoothing. */
  public static ExoPair defaults() {
    return new ExoPair(0.1, 0.001);
  }

  @Override
  public PairSlope of(PairLogProbs pair) {
    double x = beta * PairSlope.difference(pair, false);
    double agree = Logistic.sigmoid(x) * (Logistic.logSigmoid(x) - Math.log1p(-labelSmoothing));
    double differ = Logistic.sigmoid(-x) * (Logistic.logSigmoid(-x) - Math.log(labelSmoothing));
    double odds = Math.log1p(-labelSmoothing) - Math.log(labelSmoothing);
    return PairSlope.ofDifference(
        agree + differ, beta * Logistic.slope(x) * (x - odds), pair, false);
  }
}
