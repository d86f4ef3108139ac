package io.gradus.experiments.stage;

import io.gradus.core.policy.optimizer.Optimizer;

/**
 * Settings of a stage that changes the policy's weights.
 *
 * @param optimizer turns gradients into steps
 */
public record Learning(Optimizer optimizer) {}
