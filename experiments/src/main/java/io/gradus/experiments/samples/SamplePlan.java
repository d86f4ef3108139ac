package io.gradus.experiments.samples;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/** Counts of a stage of rejection sampling. */
public record SamplePlan(
    @About("problems to sample completions for") int problems,

    @Default("4") @About("completions of each problem, n")
    int samples,

    @Default("32")
    @About("problems that are sampled together, and recorded together before the next ones")
    int problemsPerStep) {
  public SamplePlan {
    if (problems < 1) {
      throw new IllegalArgumentException("problems: must be positive, but is " + problems);
    }
    if (samples < 1) {
      throw new IllegalArgumentException("samples: must be positive, but is " + samples);
    }
    if (problemsPerStep < 1) {
      throw new IllegalArgumentException(
          "problems-per-step: must be positive, but is " + problemsPerStep);
    }
  }

  /** Returns the number of steps; the last step may be smaller. */
  public int steps() {
    return (int) (((long) problems + problemsPerStep - 1) / problemsPerStep);
  }

  /**
   * Returns the number of problems of a step.
   *
   * @param step from 1
   */
  public int problemsOf(long step) {
    return (int) Math.min(problemsPerStep, problems - (step - 1) * problemsPerStep);
  }
}
