package io.gradus.rewards.math;

import org.jspecify.annotations.Nullable;

/** Finds numbers in running text. */
final class Numerals {
  private Numerals() {}

  /** Finds the last number with its sign, fraction and percent sign; null if there is none. */
  static @Nullable String last(String text, boolean decimalComma) {
    for (int end = text.length(); end > 0; ) {
      int last = end - 1;
      while (last >= 0 && !isDigit(text.charAt(last))) {
        last--;
      }
      if (last < 0) {
        return null;
      }
      int first = first(text, last);
      if (!isPartOfWord(text, first, last)) {
        return numeral(text, first, last, decimalComma);
      }
      end = first;
    }
    return null;
  }

  /** Finds the first number with its sign, fraction and percent sign; null if there is none. */
  static @Nullable String first(String text, boolean decimalComma) {
    int i = 0;
    while (i < text.length()) {
      if (!isDigit(text.charAt(i))) {
        i++;
        continue;
      }
      int first = i;
      int last = i;
      while (i < text.length() && isInner(text.charAt(i))) {
        last = isDigit(text.charAt(i)) ? i : last;
        i++;
      }
      if (!isPartOfWord(text, first, last)) {
        return numeral(text, first, last, decimalComma);
      }
    }
    return null;
  }

  /** Replaces the decimal comma by a point if the whole text is one number. */
  static String decimalPoint(String text) {
    String trimmed = text.trim();
    int comma = trimmed.indexOf(',');
    boolean digits = comma > 0 && trimmed.indexOf(',', comma + 1) < 0;
    for (int i = 0; i < trimmed.length() && digits; i++) {
      digits = i == comma || isDigit(trimmed.charAt(i)) || (i == 0 && trimmed.charAt(i) == '-');
    }
    if (!digits || comma == trimmed.length() - 1) {
      return text;
    }
    boolean thousands = trimmed.length() - comma == 4 && !trimmed.startsWith("0");
    return thousands ? text : trimmed.replace(',', '.');
  }

  private static int first(String text, int last) {
    int first = last;
    int i = last;
    while (i >= 0 && isInner(text.charAt(i))) {
      first = isDigit(text.charAt(i)) ? i : first;
      i--;
    }
    // ".5" begins with its point.
    if (i + 1 < first && text.charAt(first - 1) == '.') {
      return first - 1;
    }
    return grouped(text, first, last);
  }

  /** "1 000": groups of three digits after a space belong together. */
  private static int grouped(String text, int first, int last) {
    int result = first;
    int end = last;
    while (end - result == 2
        && result >= 2
        && text.charAt(result - 1) == ' '
        && isDigit(text.charAt(result - 2))) {
      int start = result - 2;
      while (start > 0 && isDigit(text.charAt(start - 1))) {
        start--;
      }
      if (result - 1 - start > 3
          || text.charAt(start) == '0'
          || (start > 0 && isInner(text.charAt(start - 1)))) {
        break;
      }
      end = result - 2;
      result = start;
    }
    return result;
  }

  private static boolean isPartOfWord(String text, int first, int last) {
    boolean before = first > 0 && isAsciiLetter(text.charAt(first - 1));
    boolean after = last + 2 < text.length()
        && isAsciiLetter(text.charAt(last + 1))
        && isAsciiLetter(text.charAt(last + 2))
        && Character.isUpperCase(text.charAt(last + 1));
    return before || after;
  }

  private static String numeral(String text, int first, int last, boolean decimalComma) {
    String digits = text.substring(first, last + 1);
    if (decimalComma) {
      digits = decimalPoint(digits);
    }
    boolean negative = first > 0
        && (text.charAt(first - 1) == '-' || text.charAt(first - 1) == '−')
        && (first == 1 || !Character.isLetterOrDigit(text.charAt(first - 2)));
    int after = last + 1;
    while (after < text.length() && (text.charAt(after) == ' ' || text.charAt(after) == '\\')) {
      after++;
    }
    boolean percent = after < text.length()
        && (text.charAt(after) == '%'
            || text.startsWith("percent", after)
            || text.startsWith("pct", after));
    return (negative ? "-" : "") + digits + (percent ? "%" : "");
  }

  private static boolean isInner(char c) {
    return isDigit(c) || c == ',' || c == '.' || c == '/';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
