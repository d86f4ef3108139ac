package io.gradus.core.policy;

/**
 * The policy's log-prob and entropy at each completion token, in fp32.
 *
 * @param logProbs {@code (B)} arrays of {@code (T_i)}
 * @param entropies {@code (B)} arrays of {@code (T_i)}, in nats, of the distribution each token was drawn from
 */
public record LogProbs(float[][] logProbs, float[][] entropies) {}
