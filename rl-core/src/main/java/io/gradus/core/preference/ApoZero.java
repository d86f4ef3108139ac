package io.gradus.core.preference;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * Anchored preference optimization, zero variant (arXiv:2408.06266): {@code 1 - sigmoid(beta * r_w) + sigmoid(beta *
 * r_l)} with the log-ratios {@code r_w} and {@code r_l}. It raises the chosen and lowers the rejected completion, each
 * relative to the reference. Use it if the chosen completions are better than the policy's own.
 */
@About("APO-zero (arXiv:2408.06266): raises the chosen and lowers the rejected completion")
public record ApoZero(
    @Default("0.1") @About("weight of the log-ratio") double beta) implements PairLoss {

  public ApoZero {
    PairLoss.requirePositive(beta);
  }

  /** Returns the loss with TRL's default. */
  public static ApoZero defaults() {
    return new ApoZero(0.1);
  }

  @Override
  public PairSlope of(PairLogProbs pair) {
    double chosen = beta * pair.chosenRatio();
    double rejected = beta * pair.rejectedRatio();
    return new PairSlope(
        1 - Logistic.sigmoid(chosen) + Logistic.sigmoid(rejected),
        -beta * Logistic.slope(chosen),
        beta * Logistic.slope(rejected));
  }
}
