package io.gradus.rewards.math.expression;

/** Limits on the work for one answer, so that neither a thread nor a timeout is needed. */
public final class Limits {
  /** Characters of a completion that are searched, counted from its end or around its last mark of an answer. */
  public static final int COMPLETION_CHARACTERS = 200_000;

  /** Characters of an answer; a longer one is compared as text. */
  public static final int ANSWER_CHARACTERS = 4_000;

  /** Nesting depth of brackets, fractions and powers. */
  public static final int DEPTH = 120;

  /** Nodes of one tree. */
  public static final int NODES = 3_000;

  /** Bits of an integer that is computed exactly. */
  public static final int EXACT_BITS = 65_536;

  /** Steps of one evaluation of one tree. */
  public static final int STEPS = 20_000;

  /** Work of one evaluation to 50 digits: a root counts 1, a logarithm 3, an arc function 10. */
  public static final int PRECISE_WORK = 40;

  /** Terms of a sum or a product that is evaluated. */
  public static final int SERIES_TERMS = 400;

  /** Items of a list that are matched in any order. */
  public static final int UNORDERED_ITEMS = 64;

  /** Comparisons of scalars within one verdict. */
  public static final int COMPARISONS = 1_500;

  private Limits() {}
}
