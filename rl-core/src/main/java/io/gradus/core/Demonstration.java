package io.gradus.core;

import java.util.Objects;

/**
 * A worked solution to imitate: reasoning, then an answer; a template formats it. It need not be right, because a cold
 * start may mix good and bad habits.
 *
 * @param reasoning the chain of thought, without tags; may be empty
 * @param answer the demonstration's answer
 */
public record Demonstration(String reasoning, String answer) {

  public Demonstration {
    Objects.requireNonNull(reasoning, "reasoning");
    Objects.requireNonNull(answer, "answer");
  }
}
