package io.gradus.core;

import java.util.Objects;

/**
 * A worked solution to imitate: reasoning, then an answer; a template formats it. A demonstration may be wrong, because
 * a cold start may mix good and bad habits.
 *
 * @param reasoning the chain of thought, without tags; may be empty. The whole completion if it is {@link #written}
 * @param answer the demonstration's answer; empty if it is {@link #written}
 * @param form whether a template formats the demonstration
 */
public record Demonstration(String reasoning, String answer, Form form) {

  /** What a template does with a demonstration. */
  public enum Form {
    /** The template adds its tags to reasoning and answer. */
    PARTS,
    /** The reasoning is a whole completion, as in a file of chats. Special tokens in it are text. */
    TEXT,
    /** The reasoning is a whole completion that a policy sampled. Special tokens in it are tokens. */
    SAMPLED
  }

  public Demonstration {
    Objects.requireNonNull(reasoning, "reasoning");
    Objects.requireNonNull(answer, "answer");
    if (form != Form.PARTS && !answer.isEmpty()) {
      throw new IllegalArgumentException("answer: a written completion contains its answer");
    }
  }

  /** Creates a demonstration that a template formats. */
  public Demonstration(String reasoning, String answer) {
    this(reasoning, answer, Form.PARTS);
  }

  /** Returns a demonstration whose completion is this text, as in a file of chats. */
  public static Demonstration written(String completion) {
    return new Demonstration(completion, "", Form.TEXT);
  }

  /** Returns a demonstration whose completion is this text, as a policy sampled it. */
  public static Demonstration sampled(String completion) {
    return new Demonstration(completion, "", Form.SAMPLED);
  }

  /** Returns whether the reasoning is a whole completion, to which a template adds no tags. */
  public boolean written() {
    return form != Form.PARTS;
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
