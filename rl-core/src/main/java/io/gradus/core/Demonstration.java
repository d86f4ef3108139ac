package io.gradus.core;

import java.util.Objects;

/**
 * A worked solution to imitate: reasoning, then an answer; a template formats it. A demonstration may be wrong, because
 * a cold start may mix good and bad habits.
 *
 * @param reasoning the chain of thought, without tags; may be empty. The whole completion if {@code written}
 * @param answer the demonstration's answer; empty if {@code written}
 * @param written whether {@code reasoning} is a whole completion as someone wrote it, to which a template adds no tags
 */
public record Demonstration(String reasoning, String answer, boolean written) {

  public Demonstration {
    Objects.requireNonNull(reasoning, "reasoning");
    Objects.requireNonNull(answer, "answer");
    if (written && !answer.isEmpty()) {
      throw new IllegalArgumentException("answer: a written completion contains its answer");
    }
  }

  /** Creates a demonstration that a template formats. */
  public Demonstration(String reasoning, String answer) {
    this(reasoning, answer, false);
  }

  /** Returns a demonstration whose completion is this text, as in a file of chats. */
  public static Demonstration written(String completion) {
    return new Demonstration(completion, "", true);
  }

  /** Returns the number of characters of the reasoning, counted as Unicode code points. */
  public int characters() {
    return reasoning.codePointCount(0, reasoning.length());
  }

  /**
   * Returns the beginning of the reasoning.
   *
   * @param characters Unicode code points; 0 to {@link #characters}
   */
  public String beginning(int characters) {
    return reasoning.substring(0, reasoning.offsetByCodePoints(0, characters));
  }

  /** Returns whether there is nothing to imitate. */
  public boolean isBlank() {
    return reasoning.isBlank() && answer.isBlank();
  }
}
