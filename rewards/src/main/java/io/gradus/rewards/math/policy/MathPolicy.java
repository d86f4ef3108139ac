package io.gradus.rewards.math.policy;

import io.gradus.rewards.math.vocabulary.Units;
import java.util.List;

/**
 * Defines what counts as an answer and what counts as equal. {@link #strict()} is for training, because a policy learns
 * to exploit every leniency. {@link #lenient()} is for evaluation, because a right answer should not fail for its form.
 *
 * @param sources places that are searched for an answer, in this order; the first place with an answer counts
 * @param percent when {@code 50\%} equals a bare number other than 0.5
 * @param decimals correct decimals (or a relative error of ten to minus that power) that a decimal needs if the gold
 *     answer is exact but not an integer; an integer must be matched exactly
 * @param roundedDigits a decimal gold answer with at least this many significant digits equals everything that rounds
 *     to it: {@code 7.78} equals {@code 70/9}; with two digits, two decimal places are needed too
 * @param order whether the items of a list without brackets must keep the order of the gold answer; tuples always must
 * @param units whether an answer needs a unit if the gold answer has one; two units must always agree, and convert
 * @param regions whether {@code x < 3} equals the interval {@code (-\infty, 3)}
 * @param vectors whether a row or column matrix equals the tuple of its entries
 * @param rename whether the names of the variables are ignored
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

  /** When a percentage also equals a bare number other than its value. */
  public enum Percent {
    /** Never: {@code 50\%} equals only 0.5. */
    VALUE,
    /** A bare 50 is accepted if the gold answer is {@code 50\%}. */
    GOLD_SIGN,
    /** An extra or missing percent sign is ignored. */
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

  /** Returns the math policy for training: only an answer tag or a box counts. */
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

  /** Returns the math policy for evaluation: without a box, phrases, formulas and numbers count too. */
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
