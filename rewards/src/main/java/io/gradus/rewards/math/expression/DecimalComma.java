package io.gradus.rewards.math.expression;

import org.jspecify.annotations.Nullable;

/**
 * Reads a whole answer that is one number with a decimal comma: {@code 2,75}, {@code 2{,}75}, {@code 1 234,5}, {@code
 * 3.500,25}. Three digits after the only comma group thousands instead, except after a leading zero.
 */
final class DecimalComma {
  private static final int LONGEST = 60;

  private DecimalComma() {}

  /** Returns the number with a decimal point and without groups; null if the text is not such a number. */
  static @Nullable String read(String cleaned) {
    if (cleaned.length() > LONGEST || cleaned.indexOf(',') < 0) {
      return null;
    }
    String text =
        cleaned.replace("{,}", ",").replace("\\,", " ").replace("\\ ", " ").replace('~', ' ');
    boolean braced = cleaned.contains("{,}");
    int from = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int comma = text.lastIndexOf(',');
    if (comma <= from) {
      return null;
    }
    String fraction = text.substring(comma + 1);
    String whole = text.substring(from, comma);
    if (fraction.isEmpty() || !isDigits(fraction)) {
      return null;
    }
    String digits = whole;
    char separator = whole.indexOf('.') > 0 ? '.' : whole.indexOf(' ') > 0 ? ' ' : 0;
    if (separator != 0) {
      digits = grouped(whole, separator);
    }
    if (digits == null || !isDigits(digits)) {
      return null;
    }
    boolean thousands = fraction.length() == 3 && separator == 0 && !digits.equals("0");
    boolean plain = !braced && separator == 0 && digits.length() > 4;
    if (thousands || plain) {
      return null;
    }
    return (text.startsWith("-") ? "-" : "") + digits + "." + fraction;
  }

  /** Joins groups of three digits; null if the groups are of another size. */
  private static @Nullable String grouped(String whole, char separator) {
    String[] groups = whole.split(separator == '.' ? "\\." : " ", -1);
    for (int i = 0; i < groups.length; i++) {
      boolean fits =
          i == 0 ? groups[i].length() <= 3 && !groups[i].isEmpty() : groups[i].length() == 3;
      if (!fits || !isDigits(groups[i])) {
        return null;
      }
    }
    return String.join("", groups);
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
