package io.gradus.experiments.bench;

import io.gradus.core.engine.MatmulChoice;
import io.gradus.core.engine.Precision;
import io.gradus.core.policy.ActivationMemory;
import io.gradus.core.policy.Lora;
import io.gradus.core.policy.MomentStates;
import java.util.Optional;

/**
 * Training settings of a benchmark's model.
 *
 * @param dtype number type of matrix products
 * @param matmul library of fp32 products
 * @param lora adapter to train instead of all weights
 * @param states number type of AdamW's moments
 * @param activations which activations a pass keeps
 * @param microBatchTokens tokens in one pass
 */
public record Variant(
    Precision dtype,
    MatmulChoice matmul,
    Optional<Lora> lora,
    MomentStates states,
    ActivationMemory activations,
    int microBatchTokens) {}
