package io.gradus.rewards.math.policy;

import java.util.List;

/**
 * What counts as an answer and what counts as equal. {@link #strict()} is for training, where a policy learns to use every
 * leniency; {@link #lenient()} is for evaluation, where a right answer should not be lost to its form.
 *
 * @param sources where an answer is looked for, in this order; the first that is there is the answer
 * @param percent when {@code 50\%} equals a bare number other than its value 0.5
 * @param decimals how many correct decimals (or one part in ten to that power) a decimal needs against an exact gold answer
 *     that is no integer; an integer must be met exactly
 * @param roundedDigits from how many significant digits on (and, with two of them, two places) a decimal gold answer is
 *     met by everything that rounds to it, as {@code 7.78} is by {@code 70/9}
 * @param order whether the items of a list without brackets must stand in the order of the gold answer; tuples always must
 * @param units whether a unit must be given where the gold answer has one; two units must always agree, and convert
 * @param regions whether {@code x < 3} equals the interval {@code (-\infty, 3)}
 * @param vectors whether a row or column matrix equals the tuple of its entries
 * @param rename whether the names of the variables do not matter
 * @param decimalComma whether {@code 2,5} in an answer that is one number means 2.5
 */
public record MathPolicy(
    List<AnswerSource> sources,
    Percent percent,
    int decimals,
    int roundedDigits,
    Order order,
    Units units,
    boolean regions,
    boolean vectors,
    boolean rename,
    boolean decimalComma) {

  /** When a percentage equals a bare number besides its value. */
  public enum Percent {
    /** Never: {@code 50\%} is 0.5 and nothing else. */
    VALUE,
    /** A bare 50 is accepted where the gold answer is {@code 50\%}. */
    GOLD_SIGN,
    /** A percent sign too many or too few is overlooked. */
    EITHER
  }

  /** Whether lists have an order. */
  public enum Order {
    ANY,
    GOLD
  }

  /** Whether units may be left out. */
  public enum Units {
    OPTIONAL,
    REQUIRED
  }

  public MathPolicy {
    sources = List.copyOf(sources);
    if (sources.isEmpty()) {
      throw new IllegalArgumentException(
          "math-answer: sources: at least one is needed, such as box");
    }
    if (roundedDigits < 2) {
      throw new IllegalArgumentException(
          "math-answer: rounded-digits: must be at least 2, but is " + roundedDigits);
    }
    if (decimals < 1 || decimals > 30) {
      throw new IllegalArgumentException(
          "math-answer: decimals: must be in [1, 30], but is " + decimals);
    }
  }

  /** For training: an answer tag or a box, nothing else. */
  public static MathPolicy strict() {
    return new MathPolicy(
        List.of(AnswerSource.TAG, AnswerSource.BOX),
        Percent.GOLD_SIGN,
        6,
        3,
        Order.ANY,
        Units.OPTIONAL,
        true,
        true,
        false,
        false);
  }

  /** For evaluation: phrases, formulas and numbers count as well when there is no box. */
  public static MathPolicy lenient() {
    return strict()
        .withSources(List.of(
            AnswerSource.TAG,
            AnswerSource.BOX,
            AnswerSource.HASHES,
            AnswerSource.PHRASE,
            AnswerSource.FORMULA,
            AnswerSource.NUMBER))
        .withPercent(Percent.EITHER)
        .withRoundedDigits(2);
  }

  public MathPolicy withSources(List<AnswerSource> value) {
    return new MathPolicy(
        value,
        percent,
        decimals,
        roundedDigits,
        order,
        units,
        regions,
        vectors,
        rename,
        decimalComma);
  }

  public MathPolicy withPercent(Percent value) {
    return new MathPolicy(
        sources,
        value,
        decimals,
        roundedDigits,
        order,
        units,
        regions,
        vectors,
        rename,
        decimalComma);
  }

  public MathPolicy withDecimals(int value) {
    return new MathPolicy(
        sources,
        percent,
        value,
        roundedDigits,
        order,
        units,
        regions,
        vectors,
        rename,
        decimalComma);
  }

  public MathPolicy withRoundedDigits(int value) {
    return new MathPolicy(
        sources, percent, decimals, value, order, units, regions, vectors, rename, decimalComma);
  }

  public MathPolicy withOrder(Order value) {
    return new MathPolicy(
        sources,
        percent,
        decimals,
        roundedDigits,
        value,
        units,
        regions,
        vectors,
        rename,
        decimalComma);
  }

  public MathPolicy withUnits(Units value) {
    return new MathPolicy(
        sources,
        percent,
        decimals,
        roundedDigits,
        order,
        value,
        regions,
        vectors,
        rename,
        decimalComma);
  }

  public MathPolicy withRegions(boolean value) {
    return new MathPolicy(
        sources,
        percent,
        decimals,
        roundedDigits,
        order,
        units,
        value,
        vectors,
        rename,
        decimalComma);
  }

  public MathPolicy withRename(boolean value) {
    return new MathPolicy(
        sources,
        percent,
        decimals,
        roundedDigits,
        order,
        units,
        regions,
        vectors,
        value,
        decimalComma);
  }

  public MathPolicy withDecimalComma(boolean value) {
    return new MathPolicy(
        sources, percent, decimals, roundedDigits, order, units, regions, vectors, rename, value);
  }
}
