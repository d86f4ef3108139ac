package io.gradus.core.trainer;

import io.gradus.core.Dataset;
import io.gradus.core.Sampling;
import io.gradus.core.objective.Objective;

/**
 * What a stage of reinforcement learning explores, and what it makes of what it finds: everything that Algorithm 1 of
 * arXiv:2402.03300 leaves open.
 *
 * @param dataset problems to sample completions for
 * @param plan how much of everything
 * @param sampling how completions are drawn
 * @param gathering how a step's groups come about
 * @param objective judges them and makes a loss of them
 * @param maxDifference largest difference between a log-prob of the sampler and of the trainer before the run stops
 */
public record Exploration(
    Dataset dataset,
    Plan plan,
    Sampling sampling,
    Gathering gathering,
    Objective objective,
    double maxDifference) {}
