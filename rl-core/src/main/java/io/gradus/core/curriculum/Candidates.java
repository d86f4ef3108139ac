package io.gradus.core.curriculum;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The problems that a step may ask, in random order. These are the whole data set if it is small, otherwise a new draw
 * at each step (arXiv:2507.04632 draws 16 candidates for each problem of a step).
 */
final class Candidates {
  /** Candidates for each problem of a step. */
  static final int PER_PROBLEM = 16;

  private final Dataset dataset;
  private final long seed;
  private final int stride;
  private final int count;

  Candidates(Dataset dataset, long seed, int stride) {
    this.dataset = dataset;
    this.seed = seed;
    this.stride = stride;
    long most = (long) PER_PROBLEM * stride;
    count = (int) Math.min(Integer.MAX_VALUE, Math.min(most, dataset.size().orElse(most)));
  }

  /** Returns the candidates of a step, no id twice. */
  List<Problem> at(long step) {
    return drawn(step, 0, count, count);
  }

  /** Returns the problems that the data set itself would ask in a step, then its refills, no id twice. */
  List<Problem> inOrder(long step) {
    return drawn(step, 0, count, stride);
  }

  /**
   * Returns further candidates of a step.
   *
   * @param further number of draws
   */
  List<Problem> more(long step, int further) {
    return drawn(step, count, count + further, count);
  }

  private List<Problem> drawn(long step, int from, int to, int every) {
    Map<String, Problem> problems = new LinkedHashMap<>();
    for (int i = from; i < to; i++) {
      Problem problem = dataset.problem(seed, step, i, every);
      problems.putIfAbsent(problem.id(), problem);
    }
    return List.copyOf(problems.values());
  }
}
