package io.gradus.core;

/**
 * Log-probabilities of a step's completions under the frozen policies. Each frozen policy (scorer) has a name, such as
 * {@code reference}.
 */
@FunctionalInterface
public interface ScorerLogProbs {
  /** Name of the policy as it was when the stage began, or when it was last refreshed. */
  String REFERENCE = "reference";

  /** Name of the trainer's own policy before the step's first update; a correction compares it with the sampler. */
  String OLD = "old";

  /** Name of the sampler's own log-probabilities, which were recorded while sampling and need not be computed. */
  String BEHAVIOUR = "behaviour";

  /** No scorer at all. */
  ScorerLogProbs NONE = (scorer, completion) -> new float[0];

  /**
   * The log-probabilities of a completion's tokens at the sampling temperature.
   *
   * @return {@code (T)}, or an empty array when this scorer was not asked for
   */
  float[] of(String scorer, Completion completion);
}
