package io.gradus.core.policy;

import java.util.Arrays;

/**
 * The derivative of the loss by what the policy says of each completion token.
 *
 * @param logProbs dL / dlogp, {@code (B)} arrays of {@code (T_i)}
 * @param entropies dL / dH in the same shape, or no arrays at all where the loss has no entropy term
 */
public record TokenGradients(float[][] logProbs, float[][] entropies) {
  /** Of completions {@code from} (inclusive) to {@code to} (exclusive). */
  TokenGradients of(int from, int to) {
    return new TokenGradients(
        Arrays.copyOfRange(logProbs, from, to),
        entropies.length == 0 ? entropies : Arrays.copyOfRange(entropies, from, to));
  }
}
