package io.gradus.core.filter;

import io.gradus.core.ScoredGroup;

/** Decides which groups are trained on, and how far a step goes to replace the others. */
public interface GroupFilter {

  /** Whether a group is trained on. */
  boolean keeps(ScoredGroup group);

  /**
   * How many times the step's problems may be drawn in all, the first draw included, to replace groups that are not
   * kept. After that, training goes on with the groups there are. 1 replaces nothing.
   */
  double budget();
}
