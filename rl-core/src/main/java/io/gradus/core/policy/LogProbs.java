package io.gradus.core.policy;

import java.util.List;

/**
 * The policy's log-prob and entropy at each completion token, in fp32.
 *
 * @param logProbs {@code (B)} arrays of {@code (T_i)}
 * @param entropies {@code (B)} arrays of {@code (T_i)}: entropy in nats of the distribution from which each token was
 *     drawn
 * @param divergences for each {@link Teaching}, in order, {@code (B)} arrays of {@code (T_i)}, in nats
 */
public record LogProbs(float[][] logProbs, float[][] entropies, List<float[][]> divergences) {
  public LogProbs {
    divergences = List.copyOf(divergences);
  }

  /** Makes the numbers without divergences from teachers. */
  public LogProbs(float[][] logProbs, float[][] entropies) {
    this(logProbs, entropies, List.of());
  }
}
