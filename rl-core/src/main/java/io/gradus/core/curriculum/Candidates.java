package io.gradus.core.curriculum;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The problems that a step may ask, in random order: the whole data set if it is small, otherwise a further draw at
 * each step (arXiv:2507.04632 draws 16 candidates for each problem of a step).
 */
final class Candidates {
  /** Candidates for each problem of a step. */
  static final int PER_PROBLEM = 16;

  private final Dataset dataset;
  private final long seed;
  private final int count;

  Candidates(Dataset dataset, long seed, int stride) {
    this.dataset = dataset;
    this.seed = seed;
    long most = (long) PER_PROBLEM * stride;
    count = (int) Math.min(Integer.MAX_VALUE, Math.min(most, dataset.size().orElse(most)));
  }

  /** The candidates of a step, no id twice. */
  List<Problem> at(long step) {
    Map<String, Problem> problems = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      Problem problem = dataset.problem(seed, step, i, count);
      problems.putIfAbsent(problem.id(), problem);
    }
    return List.copyOf(problems.values());
  }
}
