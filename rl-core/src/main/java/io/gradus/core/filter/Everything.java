package io.gradus.core.filter;

import io.gradus.core.ScoredGroup;
import io.gradus.core.component.About;

/** No filter: a group without signal stays in the batch and counts in the reduction, as in GRPO. */
@About("Every group is trained on")
public record Everything() implements GroupFilter {

  @Override
  public boolean keeps(ScoredGroup group) {
    return true;
  }

  @Override
  public double budget() {
    return 1;
  }
}
