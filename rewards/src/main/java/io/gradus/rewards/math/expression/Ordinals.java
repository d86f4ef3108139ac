package io.gradus.rewards.math.expression;

import com.google.common.collect.ImmutableList;
import org.jspecify.annotations.Nullable;

/** Reads ordinal numbers in digits or in words: {@code 21st}, {@code 21^{st}}, {@code twenty-first}. */
final class Ordinals {
  private static final ImmutableList<String> WORDS = ImmutableList.of(
      "zeroth",
      "first",
      "second",
      "third",
      "fourth",
      "fifth",
      "sixth",
      "seventh",
      "eighth",
      "ninth",
      "tenth",
      "eleventh",
      "twelfth",
      "thirteenth",
      "fourteenth",
      "fifteenth",
      "sixteenth",
      "seventeenth",
      "eighteenth",
      "nineteenth");
  private static final ImmutableList<String> TENS = ImmutableList.of(
      "twentieth",
      "thirtieth",
      "fortieth",
      "fiftieth",
      "sixtieth",
      "seventieth",
      "eightieth",
      "ninetieth",
      "hundredth");

  private Ordinals() {}

  /** Returns an ordinal in the form {@code 21st}; null if the words are not an ordinal. */
  static @Nullable String read(String words) {
    int value = value(words);
    if (value > 0) {
      return value + suffix(value);
    }
    int digits = 0;
    while (digits < words.length() && NumberScanner.isDigit(words.charAt(digits))) {
      digits++;
    }
    if (digits == 0 || digits > 9) {
      return null;
    }
    int number = Integer.parseInt(words.substring(0, digits));
    String rest = words.substring(digits);
    return rest.equals(suffix(number)) || rest.equals("^" + suffix(number))
        ? number + suffix(number)
        : null;
  }

  /** Reads an ordinal in words up to 100; 0 if the words are none. */
  private static int value(String words) {
    int simple = WORDS.indexOf(words);
    if (simple > 0) {
      return simple;
    }
    int ten = TENS.indexOf(words);
    if (ten >= 0) {
      return 20 + 10 * ten;
    }
    int cut = Math.max(words.indexOf('-'), words.indexOf(' '));
    Integer tens = cut < 0 ? null : NumberWords.small(words.substring(0, cut));
    if (tens == null || tens < 20) {
      return 0;
    }
    int ones = WORDS.indexOf(words.substring(cut + 1));
    return ones > 0 && ones < 10 ? tens + ones : 0;
  }

  private static String suffix(int number) {
    if (number / 10 % 10 == 1) {
      return "th";
    }
    return switch (number % 10) {
      case 1 -> "st";
      case 2 -> "nd";
      case 3 -> "rd";
      default -> "th";
    };
  }
}
