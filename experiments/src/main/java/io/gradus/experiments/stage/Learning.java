package io.gradus.experiments.stage;

import io.gradus.core.policy.optimizer.Optimizer;

/**
 * How a stage changes the policy's weights.
 *
 * @param optimizer turns gradients into steps
 */
public record Learning(Optimizer optimizer) {}
