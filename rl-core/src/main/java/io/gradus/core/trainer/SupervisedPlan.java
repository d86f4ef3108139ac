package io.gradus.core.trainer;

import io.gradus.core.component.About;
import java.util.Optional;

/**
 * How much a supervised stage does.
 *
 * @param steps optimizer steps
 * @param batch demonstrations in each
 * @param microBatch demonstrations in one pass through the network at the most; absent: no bound of this kind
 * @param microBatchTokens tokens in one pass through the network at the most; absent: what fits the memory
 */
public record SupervisedPlan(
    @About("optimizer steps") int steps,
    @About("demonstrations in each") int batch,

    @About(
        "demonstrations in one pass through the network at the most; absent: no bound of this kind")
    Optional<Integer> microBatch,

    @About("tokens in one pass through the network at the most; absent: what fits 'memory'")
    Optional<Integer> microBatchTokens) {
  public SupervisedPlan {
    if (steps < 1) {
      throw new IllegalArgumentException("steps: must be positive, but is " + steps);
    }
    if (batch < 1) {
      throw new IllegalArgumentException("batch: must be positive, but is " + batch);
    }
    if (batch > 1 << 20) {
      throw new IllegalArgumentException("batch: must be at most 1048576, but is " + batch);
    }
    if (microBatch.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "micro-batch: must be positive, but is " + microBatch.get());
    }
    if (microBatchTokens.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "micro-batch-tokens: must be positive, but is " + microBatchTokens.get());
    }
  }
}
