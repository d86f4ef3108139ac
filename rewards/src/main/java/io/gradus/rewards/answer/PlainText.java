package io.gradus.rewards.answer;

import com.google.common.base.CharMatcher;
import java.text.Normalizer;
import java.util.Locale;

/** Text answers in the form in which they are compared. */
final class PlainText {
  private PlainText() {}

  /**
   * In Unicode's compatibility form (NFKC), without characters that show nothing (zero-width, bidirectional marks), runs of
   * spaces as one, without spaces around and without a final full stop.
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

  /** The same without a difference of capital and small letters. */
  static String ofAnyCase(String text) {
    return of(text).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
