package io.gradus.core.preference;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * Noise-contrastive alignment on pairs (NCA, arXiv:2402.05369): {@code -log sigmoid(beta r_w) - (log sigmoid(-beta r_w) +
 * log sigmoid(-beta r_l)) / 2} with the log-ratios {@code r_w} and {@code r_l}. It limits each log-ratio, not only
 * their difference. So the chosen completion loses probability more slowly than with DPO.
 */
@About("NCA on pairs (arXiv:2402.05369): limits each log-ratio, not only their difference")
public record NcaPair(
    @Default("0.1") @About("weight of the log-ratio") double beta) implements PairLoss {

  public NcaPair {
    PairLoss.requirePositive(beta);
  }

  /** Returns the loss with TRL's default. */
  public static NcaPair defaults() {
    return new NcaPair(0.1);
  }

  @Override
  public PairSlope of(PairLogProbs pair) {
    double chosen = beta * pair.chosenRatio();
    double rejected = beta * pair.rejectedRatio();
    return new PairSlope(
        -Logistic.logSigmoid(chosen)
            - (Logistic.logSigmoid(-chosen) + Logistic.logSigmoid(-rejected)) / 2,
        beta * (Logistic.sigmoid(chosen) / 2 - Logistic.sigmoid(-chosen)),
        beta * Logistic.sigmoid(rejected) / 2);
  }
}
