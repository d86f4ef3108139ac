package io.gradus.core;

import java.util.List;

/** Samples groups from the current policy: line 7 of Algorithm 1, arXiv:2402.03300. */
public interface Rollouts {

  /**
   * Samples the completions of each draw.
   *
   * @return one group per draw, in the same order
   */
  List<Group> sample(List<Draw> draws);

  /**
   * Returns the policy's likeliest answer to each draw's problem, as a completion of origin {@link Origin#BASELINE}. No
   * random numbers are used, so the place of a draw does not matter.
   *
   * @return one completion per draw, in the same order
   */
  default List<Completion> greedy(List<Draw> draws) {
    return sample(draws.stream().map(Draw::greedy).toList()).stream()
        .map(group -> group.completions().get(0).asBaseline())
        .toList();
  }

  /**
   * Returns the problem's demonstration as a completion of origin {@link Origin#EXPERT}.
   *
   * @throws UserError if the problem has no demonstration, or if the demonstration does not fit the context
   */
  default Completion expert(Problem problem) {
    throw new UserError("problem '%s': these rollouts cannot turn a demonstration into a completion"
        .formatted(problem.id()));
  }
}
