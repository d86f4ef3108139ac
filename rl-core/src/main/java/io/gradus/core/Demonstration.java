package io.gradus.core;

import java.util.Objects;

/**
 * A worked solution to imitate: reasoning, then an answer; a template formats it. A demonstration may be wrong, because
 * a cold start may mix good and bad habits.
 *
 * @param reasoning the chain of thought, without tags; may be empty
 * @param answer the demonstration's answer
 */
public record Demonstration(String reasoning, String answer) {

  public Demonstration {
    Objects.requireNonNull(reasoning, "reasoning");
    Objects.requireNonNull(answer, "answer");
  }

  /** Number of characters of the reasoning, counted as Unicode code points. */
  public int characters() {
    return reasoning.codePointCount(0, reasoning.length());
  }

  /**
   * The beginning of the reasoning.
   *
   * @param characters Unicode code points; 0 to {@link #characters}
   */
  public String beginning(int characters) {
    return reasoning.substring(0, reasoning.offsetByCodePoints(0, characters));
  }

  /** Whether there is nothing to imitate. */
  public boolean isBlank() {
    return reasoning.isBlank() && answer.isBlank();
  }
}
