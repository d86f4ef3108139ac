package io.gradus.experiments.bench;

import io.gradus.core.engine.MatmulChoice;
import io.gradus.core.engine.Precision;
import io.gradus.core.policy.ActivationMemory;
import io.gradus.core.policy.Lora;
import io.gradus.core.policy.MomentStates;
import java.util.Optional;

/**
 * How a benchmark's model is trained.
 *
 * @param dtype number type of matrix products
 * @param matmul library of fp32 products
 * @param lora an adapter instead of all weights
 * @param states precision of AdamW's moments
 * @param activations what a pass keeps
 * @param microBatchTokens tokens in one pass
 */
public record Variant(
    Precision dtype,
    MatmulChoice matmul,
    Optional<Lora> lora,
    MomentStates states,
    ActivationMemory activations,
    int microBatchTokens) {}
