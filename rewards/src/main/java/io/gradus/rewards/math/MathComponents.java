package io.gradus.rewards.math;

import io.gradus.core.Reward;
import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;

/** The math rewards by their names in recipes. */
public final class MathComponents implements ComponentTable {
  @Override
  public void list(Components components) {
    components.add(Reward.class, "math-answer", MathAnswer.class);
  }
}
