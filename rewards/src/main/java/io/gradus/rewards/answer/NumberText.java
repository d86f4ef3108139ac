package io.gradus.rewards.answer;

import com.google.common.base.CharMatcher;
import java.math.BigInteger;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * A number as people and models write it, with its exact value: {@code -1,234.50}, {@code $18}, {@code 3/4}, {@code
 * \frac{3}{4}}. Commas must separate groups of three. Expressions such as {@code 12+3} are not read as numbers.
 *
 * @param value the exact value
 * @param reducible whether it is a fraction that is not in lowest terms, such as {@code 6/3}
 */
record NumberText(BigFraction value, boolean reducible) {
  /** Largest number of digits. */
  static final int MAX_DIGITS = 200;

  private static final CharMatcher DIGIT = CharMatcher.inRange('0', '9');
  private static final CharMatcher CURRENCY = CharMatcher.anyOf("$£€¥");

  /** Reads a number. Only spaces, dollar signs of LaTeX, bold stars and a final full stop may surround it. */
  static Optional<NumberText> read(String text) {
    return read(text, false);
  }

  /**
   * Reads a number.
   *
   * @param unit whether a unit in letters or a per cent sign may follow; it is ignored
   */
  static Optional<NumberText> read(String text, boolean unit) {
    String number = undressed(text, unit);
    boolean negative = number.startsWith("-") || number.startsWith("−");
    if (negative || number.startsWith("+")) {
      number = number.substring(1).strip();
    }
    number = CURRENCY.trimLeadingFrom(number).strip();
    return unsigned(number).map(n -> negative ? new NumberText(n.value.negate(), n.reducible) : n);
  }

  /** Removes the characters that may surround a number. */
  private static String undressed(String text, boolean unit) {
    String number = text.strip();
    number = CharMatcher.is('*').trimFrom(number).strip();
    if (number.length() > 1 && number.startsWith("$") && number.endsWith("$")) {
      number = number.substring(1, number.length() - 1).strip();
    }
    if (number.startsWith("\\$")) {
      number = number.substring(1);
    }
    if (number.endsWith(".")) {
      number = number.substring(0, number.length() - 1).strip();
    }
    if (unit) {
      int lastDigit = DIGIT.or(CharMatcher.is('}')).lastIndexIn(number);
      String rest = number.substring(lastDigit + 1);
      if (rest.codePoints().allMatch(c -> Character.isLetter(c) || " \t%°\\.".indexOf(c) >= 0)) {
        number = number.substring(0, lastDigit + 1);
      }
    }
    return number;
  }

  private static Optional<NumberText> unsigned(String number) {
    for (String command : new String[] {"\\frac{", "\\dfrac{", "\\tfrac{"}) {
      if (number.startsWith(command) && number.endsWith("}")) {
        int middle = number.indexOf("}{");
        return middle < 0
            ? Optional.empty()
            : fraction(
                number.substring(command.length(), middle),
                number.substring(middle + 2, number.length() - 1));
      }
    }
    int slash = number.indexOf('/');
    return slash >= 0
        ? fraction(number.substring(0, slash), number.substring(slash + 1))
        : decimal(number).map(value -> new NumberText(value, false));
  }

  private static Optional<NumberText> fraction(String above, String below) {
    Optional<BigInteger> numerator = whole(above.strip());
    Optional<BigInteger> denominator = whole(below.strip()).filter(d -> d.signum() != 0);
    return numerator.flatMap(n -> denominator.map(d -> new NumberText(
        BigFraction.of(n, d), d.equals(BigInteger.ONE) || !n.gcd(d).equals(BigInteger.ONE))));
  }

  private static Optional<BigFraction> decimal(String number) {
    int dot = number.indexOf('.');
    if (dot < 0) {
      return whole(number).map(BigFraction::of);
    }
    String decimals = number.substring(dot + 1);
    Optional<BigInteger> whole =
        dot == 0 ? Optional.of(BigInteger.ZERO) : whole(number.substring(0, dot));
    if (decimals.isEmpty() || decimals.length() > MAX_DIGITS || !DIGIT.matchesAllOf(decimals)) {
      return Optional.empty();
    }
    BigInteger scale = BigInteger.TEN.pow(decimals.length());
    return whole.map(w -> BigFraction.of(w.multiply(scale).add(new BigInteger(decimals)), scale));
  }

  private static Optional<BigInteger> whole(String digits) {
    if (digits.isEmpty() || digits.length() > MAX_DIGITS) {
      return Optional.empty();
    }
    String[] groups = digits.split(",", -1);
    for (int i = 0; i < groups.length; i++) {
      boolean long3 = groups[i].length() == 3;
      boolean first =
          i == 0 && !groups[i].isEmpty() && (groups.length == 1 || groups[i].length() <= 3);
      if (!DIGIT.matchesAllOf(groups[i]) || !(first || (i > 0 && long3))) {
        return Optional.empty();
      }
    }
    return Optional.of(new BigInteger(String.join("", groups)));
  }

  /** Writes a value in the usual form: {@code 5} or {@code 3/4}. */
  static String written(BigFraction value) {
    return value.getDenominator().equals(BigInteger.ONE)
        ? value.getNumerator().toString()
        : value.getNumerator() + "/" + value.getDenominator();
  }
}
