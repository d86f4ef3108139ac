package io.gradus.core;

import java.util.List;

/**
 * The G completions of one problem; that they share their problem is what makes their rewards comparable.
 *
 * @param problem the question asked
 * @param promptTokens {@code (P)} the tokens the policy was shown
 * @param completions {@code (G)} what it wrote
 */
public record Group(Problem problem, int[] promptTokens, List<Completion> completions) {

  public Group {
    completions = List.copyOf(completions);
    if (completions.isEmpty()) {
      throw new IllegalArgumentException("completions: a group holds at least one");
    }
  }

  /** The number of completions, G. */
  public int size() {
    return completions.size();
  }
}
