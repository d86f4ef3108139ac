package io.gradus.experiments.stage;

import io.gradus.core.Sampling;
import io.gradus.core.objective.Objective;
import io.gradus.core.trainer.Plan;

/**
 * How a stage explores: it samples groups of completions and judges them.
 *
 * @param sampling how completions are drawn
 * @param objective how completions are judged, and what the policy learns from that
 * @param plan how many completions are drawn, and how many optimizer steps are made on them
 */
public record Exploration(Sampling sampling, Objective objective, Plan plan) {}
