package io.gradus.rewards.math.expression;

import io.gradus.rewards.math.expression.Node.Num;
import java.math.BigInteger;
import org.apache.commons.numbers.fraction.BigFraction;

/** Converts digits to exact values. */
final class Numbers {
  private static final int MAX_EXPONENT = 5_000;

  private Numbers() {}

  /** Reads {@code 12}, {@code 1.50}, {@code .5}, {@code 3.5e-4}, {@code 0.1(6)}. */
  static Num parse(String text) {
    int exponentAt = text.indexOf('e');
    String mantissa = exponentAt < 0 ? text : text.substring(0, exponentAt);
    int exponent = 0;
    if (exponentAt >= 0) {
      String digits = text.substring(exponentAt + 1);
      if (digits.length() > 6 || Math.abs(Integer.parseInt(digits)) > MAX_EXPONENT) {
        throw new Unreadable("an exponent beyond " + MAX_EXPONENT);
      }
      exponent = Integer.parseInt(digits);
    }
    String repeating = "";
    int open = mantissa.indexOf('(');
    if (open >= 0) {
      repeating = mantissa.substring(open + 1, mantissa.length() - 1);
      mantissa = mantissa.substring(0, open);
    }
    int point = mantissa.indexOf('.');
    int places = point < 0 ? 0 : mantissa.length() - point - 1;
    String digits =
        point < 0 ? mantissa : mantissa.substring(0, point) + mantissa.substring(point + 1);
    if (digits.length() + repeating.length() > Limits.ANSWER_CHARACTERS) {
      throw new Unreadable("a number of more than " + Limits.ANSWER_CHARACTERS + " digits");
    }
    BigInteger ones = digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits);
    BigFraction value = BigFraction.of(ones, BigInteger.TEN.pow(places));
    if (!repeating.isEmpty()) {
      BigInteger nines = BigInteger.TEN.pow(repeating.length()).subtract(BigInteger.ONE);
      value = value.add(
          BigFraction.of(new BigInteger(repeating), nines.multiply(BigInteger.TEN.pow(places))));
    }
    if (exponent != 0) {
      BigInteger scale = BigInteger.TEN.pow(Math.abs(exponent));
      value = exponent > 0 ? value.multiply(scale) : value.divide(scale);
    }
    int shown = Math.max(0, places - exponent);
    boolean decimal = repeating.isEmpty() && shown > 0 && point >= 0;
    return new Num(value, decimal ? shown : -1, decimal ? significant(digits) : 0);
  }

  private static int significant(String digits) {
    int from = 0;
    while (from < digits.length() && digits.charAt(from) == '0') {
      from++;
    }
    return digits.length() - from;
  }
}
