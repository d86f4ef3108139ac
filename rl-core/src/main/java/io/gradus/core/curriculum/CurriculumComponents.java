package io.gradus.core.curriculum;

import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;

/** Curricula by their names in a recipe. To add a curriculum, write a record and add a line here. */
public final class CurriculumComponents implements ComponentTable {
  @Override
  public void list(Components components) {
    components
        .add(Curriculum.class, "data-order", DataOrder.class)
        .add(Curriculum.class, "levels", Levels.class)
        .add(Curriculum.class, "target-rate", TargetRate.class)
        .add(Curriculum.class, "bayesian", BayesianRate.class)
        .add(Curriculum.class, "solved-aside", SolvedAside.class)
        .add(Curriculum.class, "predicted", PredictedRate.class);
  }
}
