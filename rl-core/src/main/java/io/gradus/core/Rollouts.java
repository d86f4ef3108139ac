package io.gradus.core;

import java.util.List;

/** Samples groups from the current policy: line 7 of Algorithm 1, arXiv:2402.03300. */
public interface Rollouts {

  /**
   * Samples {@code groupSize} completions for each problem.
   *
   * @param step decides, with the run's seed and the place of each problem, every random number drawn
   * @param firstIndex the place of the first problem within the step
   * @return one group a problem, in their order
   */
  List<Group> sample(long step, int firstIndex, List<Problem> problems, int groupSize);
}
