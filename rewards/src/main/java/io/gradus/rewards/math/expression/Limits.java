package io.gradus.rewards.math.expression;

/** Limits on the work for one answer, so that neither a thread nor a timeout is needed. */
public final class Limits {
  /**
   * Largest number of characters of a completion that are searched, from its end or around its last mark of an answer.
   */
  public static final int COMPLETION_CHARACTERS = 200_000;

  /** Largest number of characters of an answer; a longer answer is compared as text. */
  public static final int ANSWER_CHARACTERS = 4_000;

  /** Largest nesting depth of brackets, fractions and powers. */
  public static final int DEPTH = 120;

  /** Largest number of nodes of one tree. */
  public static final int NODES = 3_000;

  /** Largest number of bits of an integer that is computed exactly. */
  public static final int EXACT_BITS = 65_536;

  /** Largest number of steps of one evaluation of one tree. */
  public static final int STEPS = 20_000;

  /** Largest amount of work of one evaluation to 50 digits: a root counts 1, a logarithm 3, an arc function 10. */
  public static final int PRECISE_WORK = 40;

  /** Largest number of terms of a sum or a product that is evaluated. */
  public static final int SERIES_TERMS = 400;

  /** Largest number of items of a list that are matched in any order. */
  public static final int UNORDERED_ITEMS = 64;

  /** Largest number of comparisons of scalars within one verdict. */
  public static final int COMPARISONS = 1_500;

  private Limits() {}
}
