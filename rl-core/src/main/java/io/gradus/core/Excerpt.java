package io.gradus.core;

import java.util.Locale;

/**
 * Untrusted text in messages: cut to a length, without characters that control a terminal or change the direction of
 * text.
 */
public final class Excerpt {
  private static final int LENGTH = 120;

  private Excerpt() {}

  /** Names a sample by its problem's id and its first characters. */
  public static String of(Problem problem, Completion completion) {
    return "problem '%s': \"%s\"".formatted(problem.id(), printable(completion.text(), LENGTH));
  }

  /** Quotes a name or value from a file. */
  public static String quoted(String name) {
    return "'" + printable(name, LENGTH) + "'";
  }

  /**
   * Returns the first characters of a text, on one line. A character that is not printed becomes its escape, such as
   * <code>&#92;u001b</code>.
   *
   * @param most largest number of characters (code points) that are kept; a longer text is cut and ends with three dots
   */
  public static String printable(String text, int most) {
    StringBuilder shown = new StringBuilder();
    int at = 0;
    for (int count = 0; at < text.length() && count < most; count++) {
      int c = text.codePointAt(at);
      append(shown, c);
      at += Character.charCount(c);
    }
    return at < text.length() ? shown.append("...").toString() : shown.toString();
  }

  private static void append(StringBuilder text, int c) {
    switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR -> {
        if (c == '\n') {
          text.append("\\n");
        } else {
          text.append(String.format(Locale.ROOT, "\\u%04x", c));
        }
      }
      default -> text.appendCodePoint(c);
    }
  }
}
