package io.gradus.rewards.answer;

import com.google.common.base.CharMatcher;
import java.text.Normalizer;
import java.util.Locale;

/** Normalisation of text answers for comparison. */
final class PlainText {
  private PlainText() {}

  /**
   * Converts a text to Unicode's compatibility form (NFKC), without invisible characters (zero-width, bidirectional
   * marks), with single spaces inside and none around, and without a final full stop.
   */
  static String of(String text) {
    StringBuilder shown = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFKC)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.FORMAT)
        .forEach(shown::appendCodePoint);
    String plain = CharMatcher.whitespace().trimAndCollapseFrom(shown, ' ');
    return plain.endsWith(".") ? plain.substring(0, plain.length() - 1).strip() : plain;
  }

  /** Normalises a text and ignores case. */
  static String ofAnyCase(String text) {
    return of(text).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
