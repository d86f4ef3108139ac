package io.gradus.experiments.run;

import io.gradus.core.CounterRandom;
import io.gradus.experiments.recipe.Recipe;

/** Seeds of the stages of a recipe: each decides the problems and the draws of one stage. */
public final class StageSeed {
  private static final long STAGE = 0x53544147L;

  private StageSeed() {}

  /** Returns the seed of stage {@code stage} (1-based). */
  public static long of(Recipe recipe, int stage) {
    return CounterRandom.bits(recipe.seed(), STAGE, stage);
  }
}
