package io.gradus.core.trainer;

import io.gradus.core.Dataset;
import io.gradus.core.Sampling;
import io.gradus.core.curriculum.Curriculum;
import io.gradus.core.curriculum.DataOrder;
import io.gradus.core.objective.Objective;

/**
 * Settings of a reinforcement learning stage: everything that Algorithm 1 of arXiv:2402.03300 leaves open.
 *
 * @param dataset problems to sample completions for
 * @param curriculum chooses the problems of each step
 * @param plan counts of steps, problems and completions
 * @param sampling settings of sampling
 * @param gathering forms a step's groups
 * @param objective judges the groups and computes their loss
 * @param maxDifference largest difference between a log-prob of the sampler and of the trainer before the run stops
 */
public record Exploration(
    Dataset dataset,
    Curriculum curriculum,
    Plan plan,
    Sampling sampling,
    Gathering gathering,
    Objective objective,
    double maxDifference) {

  /** Takes the problems in the data set's order. */
  public Exploration(
      Dataset dataset,
      Plan plan,
      Sampling sampling,
      Gathering gathering,
      Objective objective,
      double maxDifference) {
    this(dataset, new DataOrder(), plan, sampling, gathering, objective, maxDifference);
  }
}
