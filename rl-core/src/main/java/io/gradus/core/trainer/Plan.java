package io.gradus.core.trainer;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.Optional;

/**
 * Counts of a reinforcement learning stage: steps, problems, completions, batches.
 *
 * @param microBatchTokens see {@link MicroBatches} for how tokens are counted
 */
public record Plan(
    @About("sampling steps, M of arXiv:2402.03300") int steps,
    @About("problems per step") int problemsPerStep,
    @About("completions per problem, G") int groupSize,

    @Default("1") @About("passes over a step's completions, mu")
    int epochsPerStep,

    @About("completions per optimizer step; absent: all completions of the step")
    Optional<Integer> minibatch,

    @About("largest number of completions in one pass through the network; absent: no such bound")
    Optional<Integer> microBatch,

    @About(
        "largest number of tokens in one pass through the network; absent: as many as 'memory' allows")
    Optional<Integer> microBatchTokens) {

  public Plan {
    positive("steps", steps);
    positive("problems-per-step", problemsPerStep);
    positive("group-size", groupSize);
    positive("epochs-per-step", epochsPerStep);
    minibatch.ifPresent(n -> positive("minibatch", n));
    microBatch.ifPresent(n -> positive("micro-batch", n));
    microBatchTokens.ifPresent(n -> positive("micro-batch-tokens", n));
    int all = completions(problemsPerStep, groupSize);
    if (all > 1 << 20) {
      throw new IllegalArgumentException(
          "problems-per-step: the product with group-size must be at most 1048576, but is %d x %d = %d"
              .formatted(problemsPerStep, groupSize, all));
    }
    if (minibatch.orElse(all) > all) {
      throw new IllegalArgumentException(
          "minibatch: must be at most the %d x %d = %d completions of a step, but is %d"
              .formatted(problemsPerStep, groupSize, all, minibatch.get()));
    }
  }

  /** Returns a plan with one pass and one optimizer step on the completions of each sampling step. */
  public static Plan of(int steps, int problemsPerStep, int groupSize) {
    return new Plan(
        steps, problemsPerStep, groupSize, 1, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Returns the largest number of completions in an optimizer step. Without a bound, a step takes all completions,
   * including demonstrations outside the groups.
   */
  public int minibatchSize() {
    return minibatch.orElse(Integer.MAX_VALUE);
  }

  /** Returns the number of optimizer steps on the completions of one sampling step, if no completion is left out. */
  public int updatesPerStep() {
    int all = problemsPerStep * groupSize;
    int size = minibatch.orElse(all);
    return epochsPerStep * ((all + size - 1) / size);
  }

  private static int completions(int problemsPerStep, int groupSize) {
    try {
      return Math.multiplyExact(problemsPerStep, groupSize);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "problems-per-step: with group-size %d a step has more than %d completions, but it is %d"
              .formatted(groupSize, Integer.MAX_VALUE, problemsPerStep),
          e);
    }
  }

  private static void positive(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(key + ": must be positive, but is " + value);
    }
  }
}
