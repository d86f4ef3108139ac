package io.gradus.core.preference;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * Anchored preference optimization, down variant (arXiv:2408.06266): {@code sigmoid(beta * r_w) + 1 - sigmoid(beta *
 * (r_w - r_l))}. It lowers both completions, the rejected one more. Use it if the chosen completions are worse than the
 * policy's own.
 */
@About("APO-down (arXiv:2408.06266): lowers both completions, the rejected one more")
public record ApoDown(
    @Default("0.1") @About("weight of the log-ratio") double beta) implements PairLoss {

  public ApoDown {
    PairLoss.requirePositive(beta);
  }

  /** Returns the loss with TRL's default. */
  public static ApoDown defaults() {
    return new ApoDown(0.1);
  }

  @Override
  public PairSlope of(PairLogProbs pair) {
    double chosen = beta * pair.chosenRatio();
    double difference = beta * PairSlope.difference(pair, false);
    double apart = beta * Logistic.slope(difference);
    return new PairSlope(
        Logistic.sigmoid(chosen) + 1 - Logistic.sigmoid(difference),
        beta * Logistic.slope(chosen) - apart,
        apart);
  }
}
