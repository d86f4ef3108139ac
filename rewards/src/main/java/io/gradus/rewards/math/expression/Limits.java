package io.gradus.rewards.math.expression;

/** What bounds the work on one answer, so that no thread and no timeout is needed. */
public final class Limits {
  /** A completion is read from its end, this many characters. */
  public static final int COMPLETION_CHARACTERS = 200_000;

  /** A longer answer is not read. */
  public static final int ANSWER_CHARACTERS = 4_000;

  /** Nesting of brackets, fractions and powers. */
  public static final int DEPTH = 120;

  /** Nodes of one tree. */
  public static final int NODES = 3_000;

  /** Bits of a numerator or denominator that is worked out exactly. */
  public static final int EXACT_BITS = 65_536;

  /** Steps of one evaluation of one tree. */
  public static final int STEPS = 20_000;

  /** Work of one evaluation to 50 digits: a root counts 1, a logarithm 3, an arc function 10. */
  public static final int PRECISE_WORK = 40;

  /** Terms of a sum or a product that is worked out. */
  public static final int SERIES_TERMS = 400;

  /** Items of a list that are matched in any order. */
  public static final int UNORDERED_ITEMS = 64;

  /** Comparisons of scalars within one verdict. */
  public static final int COMPARISONS = 1_500;

  private Limits() {}
}
