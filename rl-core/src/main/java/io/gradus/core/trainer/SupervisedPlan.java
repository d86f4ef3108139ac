package io.gradus.core.trainer;

import io.gradus.core.component.About;
import java.util.Optional;

/**
 * Counts of a stage that learns from demonstrations or from preference pairs.
 *
 * @param microBatchTokens see {@link MicroBatches} for how tokens are counted
 */
public record SupervisedPlan(
    @About("optimizer steps") int steps,
    @About("demonstrations or preference pairs per step") int batch,

    @About(
        "largest number of demonstrations or pairs in one pass through the network; absent: no such bound")
    Optional<Integer> microBatch,

    @About(
        "largest number of tokens in one pass through the network; absent: as many as 'memory' allows")
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
