package io.gradus.rewards.math.expression;

import io.gradus.rewards.math.expression.Node.Based;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a whole answer in a base above ten, whose digits may be letters: {@code 1F_{16}}, {@code 1F (base 16)}. */
final class LargeBases {
  private static final int LONGEST = 80;

  private LargeBases() {}

  /**
   * Reads the digits; null if the answer is not such a number.
   *
   * @param cleaned the answer as it is written
   * @param words the answer in lower case, without braces
   */
  static @Nullable Node read(String cleaned, String words) {
    if (words.length() > LONGEST || (words.indexOf('_') < 0 && !words.contains("base"))) {
      return null;
    }
    String text = words.replace("(", "").replace(")", "").replace(" ", "").replace("base", "_");
    int mark = text.indexOf('_');
    String digits = mark < 0 ? "" : text.substring(0, mark);
    if (digits.endsWith("in")) {
      digits = digits.substring(0, digits.length() - 2);
    }
    int from = mark;
    while (from < text.length() && (text.charAt(from) == '_' || text.charAt(from) == '-')) {
      from++;
    }
    String name = from < 0 ? "" : text.substring(from);
    Integer small = NumberWords.small(name);
    int base = small != null ? small : isShortNumber(name) ? Integer.parseInt(name) : 0;
    if (base < 11 || base > 36 || digits.isEmpty()) {
      return null;
    }
    int figures = 0;
    int letters = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c >= 0x80 || Character.digit(c, base) < 0) {
        return null;
      }
      figures += NumberScanner.isDigit(c) ? 1 : 0;
      letters += NumberScanner.isDigit(c) ? 0 : 1;
    }
    // A letter with an index is a variable.
    boolean number = letters > 0
        && (figures > 0 || (letters > 1 && cleaned.contains(digits.toUpperCase(Locale.ROOT))));
    return number ? new Based(digits.toUpperCase(Locale.ROOT), Integer.toString(base)) : null;
  }

  private static boolean isShortNumber(String text) {
    return !text.isEmpty() && text.length() < 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
