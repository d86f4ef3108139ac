package io.gradus.core.objective;

import io.gradus.core.KlEstimator;

/**
 * What a step measured on the tokens that it trained on, for coefficients that follow it.
 *
 * @param kl mean divergence from the reference in nats a token, by {@link KlEstimator#K3}; 0 without a reference
 * @param entropy mean entropy of the policy in nats a token
 * @param sequences completions trained on, in all passes together
 */
public record Measured(double kl, double entropy, long sequences) {}
