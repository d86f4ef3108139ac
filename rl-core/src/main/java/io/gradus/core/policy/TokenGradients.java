package io.gradus.core.policy;

import java.util.Arrays;
import java.util.List;

/**
 * Derivative of the loss with respect to the log-prob and entropy at each completion token.
 *
 * @param logProbs dL / dlogp, {@code (B)} arrays of {@code (T_i)}
 * @param entropies dL / dH in the same shape, or no arrays if the loss has no entropy term
 * @param divergences dL / dD in the same shape for each {@link Teaching}, in order
 */
public record TokenGradients(float[][] logProbs, float[][] entropies, List<float[][]> divergences) {
  public TokenGradients {
    divergences = List.copyOf(divergences);
  }

  /** Makes the derivatives without teachers. */
  public TokenGradients(float[][] logProbs, float[][] entropies) {
    this(logProbs, entropies, List.of());
  }

  /** Returns the derivatives of completions {@code from} (inclusive) to {@code to} (exclusive). */
  TokenGradients of(int from, int to) {
    return new TokenGradients(
        Arrays.copyOfRange(logProbs, from, to),
        entropies.length == 0 ? entropies : Arrays.copyOfRange(entropies, from, to),
        divergences.stream().map(d -> Arrays.copyOfRange(d, from, to)).toList());
  }
}
