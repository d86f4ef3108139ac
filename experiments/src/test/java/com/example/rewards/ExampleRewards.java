package com.example.rewards;

import io.gradus.core.Reward;
import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;

/** Components that this jar adds to recipes. */
public final class ExampleRewards implements ComponentTable {
  @Override
  public void list(Components components) {
    components.add(Reward.class, "shown-steps", ShownSteps.class);
  }
}
