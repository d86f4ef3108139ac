package io.gradus.experiments.stage;

import io.gradus.core.Sampling;
import io.gradus.core.objective.Objective;

/**
 * How a stage finds out what pays: by sampling groups and judging them.
 *
 * @param sampling how completions are drawn
 * @param objective what judges them, and what is made of that
 * @param groupSize G, completions of each problem
 */
public record Exploration(Sampling sampling, Objective objective, int groupSize) {}
