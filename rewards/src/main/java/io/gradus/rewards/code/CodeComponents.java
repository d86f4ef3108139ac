package io.gradus.rewards.code;

import io.gradus.core.Reward;
import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;

/** The rewards for code, with their names in recipes. */
public final class CodeComponents implements ComponentTable {
  @Override
  public void list(Components components) {
    components.add(Reward.class, "code-tests", CodeTests.class);
  }
}
