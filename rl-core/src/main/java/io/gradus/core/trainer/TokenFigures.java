package io.gradus.core.trainer;

import io.gradus.core.objective.SequenceLoss;
import java.util.BitSet;

/**
 * What the updates of a step measured at the learned tokens of one completion.
 *
 * @param entropies {@code (T)} entropy in nats of the policy's distribution at the first update with this completion.
 *     If no update came before, this is the sampler's distribution
 * @param low tokens whose ratio any update clipped below the trust region
 * @param high tokens whose ratio any update clipped above the trust region
 * @param dual tokens whose loss any update capped by the dual clip
 */
public record TokenFigures(double[] entropies, BitSet low, BitSet high, BitSet dual) {
  static TokenFigures of(SequenceLoss loss) {
    return new TokenFigures(
        loss.tokens().entropies().clone(),
        (BitSet) loss.clips().tokensLow().clone(),
        (BitSet) loss.clips().tokensHigh().clone(),
        (BitSet) loss.clips().tokensDual().clone());
  }

  /** These figures with the clips of a later update of the same completion. */
  TokenFigures and(TokenFigures later) {
    low.or(later.low);
    high.or(later.high);
    dual.or(later.dual);
    return this;
  }
}
