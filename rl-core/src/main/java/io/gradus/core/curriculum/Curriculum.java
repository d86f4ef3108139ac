package io.gradus.core.curriculum;

import io.gradus.core.Dataset;
import java.util.List;

/** Chooses the problems of each step: {@code q ~ P(Q)}, line 5 of Algorithm 1, arXiv:2402.03300. */
public interface Curriculum {

  /**
   * Begins the choice of a stage's problems, with no outcome known yet.
   *
   * @param seed of the stage
   * @param stride usual number of problems in a step
   */
  ProblemChoice over(Dataset dataset, long seed, int stride);

  /**
   * Returns why this data set does not suit the curriculum; each fault begins with a key of the curriculum.
   *
   * @return empty when nothing is known to fail
   */
  default List<String> faults(Dataset dataset) {
    return List.of();
  }
}
