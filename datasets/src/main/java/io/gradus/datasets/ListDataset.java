package io.gradus.datasets;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Problems that a program made or collected, as a data set. Each epoch visits every problem once, in a new order. A
 * recipe cannot name this data set; in recipes, the data set {@code file} does the same with rows.
 *
 * @param problems at least one; no two share an id
 */
public record ListDataset(List<Problem> problems) implements Dataset {

  public ListDataset {
    problems = List.copyOf(problems);
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("problems: there must be at least one");
    }
    Set<String> ids = new HashSet<>();
    for (Problem problem : problems) {
      if (!ids.add(problem.id())) {
        throw new IllegalArgumentException(
            "problems: two problems have the id '%s'. Give each problem its own id"
                .formatted(problem.id()));
      }
    }
  }

  @Override
  public Problem problem(long seed, long step, int index, int stride) {
    return Epochs.problem(problems, seed, step, index, stride);
  }

  /**
   * Returns the first problems, in the order of the list.
   *
   * @throws UserError if the list is shorter
   */
  @Override
  public List<Problem> first(int count) {
    return Epochs.first(problems, count, "the list");
  }

  @Override
  public List<Problem> listed() {
    return problems;
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(problems.size());
  }
}
