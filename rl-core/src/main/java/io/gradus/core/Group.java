package io.gradus.core;

import java.util.List;

/**
 * The G completions of one problem. Their rewards are comparable because they answer the same problem; their prompts
 * may differ, for example by a hint.
 *
 * @param problem the question asked
 * @param completions {@code (G)} the completions, at least one
 */
public record Group(Problem problem, List<Completion> completions) {

  public Group {
    completions = List.copyOf(completions);
    if (completions.isEmpty()) {
      throw new IllegalArgumentException("completions: a group holds at least one");
    }
  }

  /** Returns the number of completions, G. */
  public int size() {
    return completions.size();
  }

  /** Returns whether the policy wrote any of the completions. A group of demonstrations alone has no advantage. */
  public boolean explored() {
    return completions.stream().anyMatch(completion -> completion.origin() != Origin.EXPERT);
  }
}
