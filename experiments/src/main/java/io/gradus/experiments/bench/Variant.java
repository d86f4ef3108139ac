package io.gradus.experiments.bench;

import io.gradus.core.policy.ActivationMemory;
import io.gradus.core.policy.Lora;
import java.util.Optional;

/**
 * How a benchmark's model is trained.
 *
 * @param dtype auto, float32 or bfloat16
 * @param matmul auto, measured, mkl or onednn
 * @param lora an adapter in place of all weights
 * @param states of AdamW: float32 or 8bit
 * @param activations what a pass keeps
 * @param microBatchTokens tokens in one pass
 */
public record Variant(
    String dtype,
    String matmul,
    Optional<Lora> lora,
    String states,
    ActivationMemory activations,
    int microBatchTokens) {}
