package io.gradus.core.preference;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * Direct preference optimization (DPO, arXiv:2305.18290, equation 7): {@code -log sigmoid(beta * h)}, where {@code h}
 * is the log-ratio of the chosen completion minus the log-ratio of the rejected one. With label smoothing it is
 * conservative DPO: {@code -(1 - e) log sigmoid(beta * h) - e log sigmoid(-beta * h)}.
 *
 * @param labelSmoothing share of pairs, {@code e}, whose labels are assumed to be wrong
 * @param lengthNormalized whether each log-ratio is divided by the tokens of its completion, as in TRL's {@code
 *     sigmoid_norm}; then beta must be larger, such as 2
 */
@About("DPO (arXiv:2305.18290); with label smoothing conservative DPO")
public record SigmoidLoss(
    @Default("0.1") @About("weight of the log-ratio: larger keeps the policy nearer the reference")
    double beta,

    @Default("0.0") @About("share of pairs that are assumed to be labelled wrongly, below 0.5")
    double labelSmoothing,

    @Default("false") @About("divides each log-ratio by the length of its completion")
    boolean lengthNormalized)
    implements PairLoss {

  public SigmoidLoss {
    PairLoss.requirePositive(beta);
    PairLoss.requireSmoothing(labelSmoothing, 0.5);
  }

  /** Returns the loss of the paper. */
  public static SigmoidLoss defaults() {
    return new SigmoidLoss(0.1, 0, false);
  }

  @Override
  public PairSlope of(PairLogProbs pair) {
    double x = beta * PairSlope.difference(pair, lengthNormalized);
    double loss = -(1 - labelSmoothing) * Logistic.logSigmoid(x);
    loss -= labelSmoothing * Logistic.logSigmoid(-x);
    double slope =
        labelSmoothing * Logistic.sigmoid(x) - (1 - labelSmoothing) * Logistic.sigmoid(-x);
    return PairSlope.ofDifference(loss, beta * slope, pair, lengthNormalized);
  }
}
