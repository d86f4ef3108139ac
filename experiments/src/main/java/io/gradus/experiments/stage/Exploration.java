package io.gradus.experiments.stage;

import io.gradus.core.Sampling;
import io.gradus.core.objective.Objective;
import io.gradus.core.trainer.Plan;

/**
 * How a stage finds out what pays: by sampling groups and judging them.
 *
 * @param sampling how completions are drawn
 * @param objective what judges them, and what is made of that
 * @param plan how many completions, and how many optimizer steps are made on them
 */
public record Exploration(Sampling sampling, Objective objective, Plan plan) {}
