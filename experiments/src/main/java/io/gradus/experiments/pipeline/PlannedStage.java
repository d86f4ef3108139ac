package io.gradus.experiments.pipeline;

import io.gradus.experiments.recipe.Recipe;

/**
 * A stage whose inputs are complete.
 *
 * @param resolved its recipe as text, with every default written out
 * @param key hash of everything that decides its result
 */
record PlannedStage(StageNode node, Recipe recipe, String resolved, String key) {}
