package io.gradus.experiments.progress;

import java.util.List;

/**
 * Remaining work of a run in and after a stage, for the estimate of the time left.
 *
 * @param evaluates whether the recipe has benchmarks, which run at the end of each stage
 * @param evaluatesEvery steps between two evaluations within the stage; 0 for only at its end
 * @param then names of the following stages
 */
public record Course(boolean evaluates, int evaluatesEvery, List<String> then) {
  /** A single stage without evaluation. */
  public static final Course ALONE = new Course(false, 0, List.of());

  public Course {
    then = List.copyOf(then);
  }

  /** Number of evaluations after a step of a stage. */
  long evaluationsAfter(long step, long steps) {
    if (!evaluates || step >= steps) {
      return 0;
    }
    return evaluatesEvery == 0
        ? 1
        : steps / evaluatesEvery - step / evaluatesEvery + (steps % evaluatesEvery == 0 ? 0 : 1);
  }
}
