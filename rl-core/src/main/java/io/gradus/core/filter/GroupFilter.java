package io.gradus.core.filter;

import io.gradus.core.ScoredGroup;

/** Decides which groups are trained on, and how far a step goes to replace the others. */
public interface GroupFilter {

  /** Returns whether a group is trained on. */
  boolean keeps(ScoredGroup group);

  /**
   * Returns the largest number of problems that a step may draw, as a multiple of the step's problems. The first draw
   * counts. Groups that are not kept are replaced up to this limit; then training continues with the groups that were
   * kept. With 1, nothing is replaced.
   */
  double budget();
}
