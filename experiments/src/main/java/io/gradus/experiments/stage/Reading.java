package io.gradus.experiments.stage;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where a stage's problems come from.
 *
 * @param dataset the problems
 * @param problemsPerStep problems that a step takes, before any refill
 */
public record Reading(Dataset dataset, int problemsPerStep) {
  /**
   * The problems that are known before the stage begins: those of its first step, and all that are listed in a file. A fault in a
   * later one would otherwise stop the run at every resume.
   *
   * @param seed of the stage
   */
  public List<Problem> ahead(long seed) {
    List<Problem> ahead = new ArrayList<>(dataset.listed());
    ahead.addAll(firstStep(seed));
    return ahead;
  }

  /**
   * The problems of the first step.
   *
   * @param seed of the stage
   */
  public List<Problem> firstStep(long seed) {
    return IntStream.range(0, problemsPerStep)
        .mapToObj(i -> dataset.problem(seed, 1, i, problemsPerStep))
        .toList();
  }
}
