package io.gradus.core.objective;

import io.gradus.core.KlEstimator;

/**
 * Measurements of a step on the tokens that it trained on, for coefficients that follow them.
 *
 * @param kl mean divergence from the reference in nats a token, by {@link KlEstimator#K3}; 0 without a reference
 * @param entropy mean entropy of the policy in nats a token
 * @param sequences number of completions trained on, summed over all passes
 */
public record Measured(double kl, double entropy, long sequences) {}
