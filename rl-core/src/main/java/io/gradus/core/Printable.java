package io.gradus.core;

import java.util.Locale;

/**
 * Text from models, data and files that goes to a terminal: characters that could control the terminal become visible
 * escapes.
 */
public final class Printable {
  private static final int LONGEST = 500;
  /** Persian, Hindi and emoji need both joiners, and neither controls a terminal. */
  private static final int NON_JOINER = 0x200c;

  private static final int JOINER = 0x200d;

  private Printable() {}

  /** Returns the text, with {@code \}{@code u001b} instead of an escape character. Line feeds and tabs stay. */
  public static String text(String text) {
    return shown(text, true);
  }

  /** Returns the text on one line: line feeds and tabs become spaces, other control characters become escapes. */
  public static String line(String text) {
    return shown(text, false);
  }

  /** Returns the text on one line, cut after 500 characters. */
  public static String excerpt(String text) {
    String line = line(text);
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }

  private static String shown(String text, boolean lines) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints().forEach(c -> {
      if (c == '\n' || c == '\t') {
        shown.append(lines ? (char) c : ' ');
      } else if (controls(c)) {
        shown.append(String.format(Locale.ROOT, "\\u%04x", c));
      } else {
        shown.appendCodePoint(c);
      }
    });
    return shown.toString();
  }

  private static boolean controls(int c) {
    if (c == JOINER || c == NON_JOINER) {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }
}
