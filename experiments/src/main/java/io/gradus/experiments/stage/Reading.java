package io.gradus.experiments.stage;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.curriculum.Curriculum;
import io.gradus.core.curriculum.DataOrder;
import io.gradus.core.curriculum.ProblemChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Source of a stage's problems.
 *
 * @param dataset the problems
 * @param problemsPerStep number of problems of a step, without refills
 * @param curriculum chooses the problems of a step
 */
public record Reading(Dataset dataset, int problemsPerStep, Curriculum curriculum) {
  /** A stage that reads the data set in its own order. */
  public Reading(Dataset dataset, int problemsPerStep) {
    this(dataset, problemsPerStep, new DataOrder());
  }

  /**
   * Problems that are known before the stage begins: the problems of its first step, and all rows of a file. Otherwise
   * a fault in a later problem would stop the run at every resume.
   *
   * @param seed seed of the stage
   */
  public List<Problem> ahead(long seed) {
    List<Problem> ahead = new ArrayList<>(dataset.listed());
    ahead.addAll(firstStep(seed));
    return ahead;
  }

  /**
   * Problems of the first step.
   *
   * @param seed seed of the stage
   */
  public List<Problem> firstStep(long seed) {
    ProblemChoice choice = curriculum.over(dataset, seed, problemsPerStep);
    return IntStream.range(0, problemsPerStep)
        .mapToObj(i -> choice.problem(1, i))
        .toList();
  }
}
