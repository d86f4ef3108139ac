package io.gradus.experiments.report;

import java.util.Locale;

/** Replaces characters that could deceive a reader. The template or the script escapes the text for HTML. */
final class Inert {
  private Inert() {}

  /**
   * Text with visible control characters and visible marks of the writing direction, because a completion could use
   * them to falsify the page. The page's script has the same function for rollouts.
   */
  static String text(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().forEach(c -> {
      if (c == '\n' || c == '\t') {
        shown.appendCodePoint(c);
      } else if (Character.isISOControl(c)
          || Character.getType(c) == Character.FORMAT
          || Character.getType(c) == Character.SURROGATE) {
        shown.append(String.format(Locale.ROOT, "[U+%04X]", c));
      } else {
        shown.appendCodePoint(c);
      }
    });
    return shown.toString();
  }
}
