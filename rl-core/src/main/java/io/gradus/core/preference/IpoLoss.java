package io.gradus.core.preference;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * Identity preference optimization (IPO, arXiv:2310.12036, equation 17): {@code (h - 1 / (2 beta))^2}. The target of
 * the difference {@code h} is finite, so pairs that are always labelled in the same way do not drive it to infinity.
 *
 * <p>The paper takes log-probs of whole completions. TRL divides each log-ratio by the tokens of its completion, which
 * is the default here.
 */
@About("IPO (arXiv:2310.12036): the difference of the log-ratios has a finite target")
public record IpoLoss(
    @Default("0.1") @About("the target of the difference is 1 / (2 beta)")
    double beta,

    @Default("true")
    @About("divides each log-ratio by the length of its completion, as TRL does; the "
        + "paper does not")
    boolean lengthNormalized)
    implements PairLoss {

  public IpoLoss {
    PairLoss.requirePositive(beta);
  }

  /** Returns the loss as in TRL. */
  public static IpoLoss defaults() {
    return new IpoLoss(0.1, true);
  }

  @Override
  public PairSlope of(PairLogProbs pair) {
    double off = PairSlope.difference(pair, lengthNormalized) - 1 / (2 * beta);
    return PairSlope.ofDifference(off * off, 2 * off, pair, lengthNormalized);
  }
}
