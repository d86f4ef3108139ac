package io.gradus.core.text.jinja.value;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Strings as in Python: sequences of code points, with Python's definition of a blank. */
public final class Text {
  private Text() {}

  /** Whether a code point is a blank in Python. */
  public static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }

  /** Removes blanks at the ends that are given. */
  public static String strip(String text, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (right && to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /** Removes these characters, in any order, at the ends that are given. */
  public static String strip(String text, String characters, boolean left, boolean right) {
    BitSet stripped = new BitSet();
    characters.codePoints().forEach(stripped::set);
    int from = 0;
    int to = text.length();
    while (left && from < to && stripped.get(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (right && to > from && stripped.get(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  /** Returns the number of code points. */
  public static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  static List<Object> characters(String text) {
    List<Object> characters = new ArrayList<>(text.length());
    text.codePoints().forEach(c -> characters.add(Character.toString(c)));
    return characters;
  }

  /** Returns the value of a string literal, given its text between the quotes. */
  public static String unescaped(String inside) {
    if (inside.indexOf('\\') < 0) {
      return inside;
    }
    StringBuilder text = new StringBuilder(inside.length());
    for (int i = 0; i < inside.length(); i++) {
      char c = inside.charAt(i);
      if (c != '\\' || i + 1 == inside.length()) {
        text.append(c);
        continue;
      }
      char e = inside.charAt(++i);
      int digits = e == 'x' ? 2 : e == 'u' ? 4 : e == 'U' ? 8 : 0;
      int simple = "nrtabfv\\'\"".indexOf(e);
      if (digits > 0) {
        text.appendCodePoint(hexadecimal(inside, i + 1, digits));
        i += digits;
      } else if (simple >= 0) {
        text.append("\n\r\t\u0007\b\f\u000b\\'\"".charAt(simple));
      } else if (e >= '0' && e <= '7') {
        int from = i;
        while (i + 1 < inside.length()
            && i < from + 2
            && inside.charAt(i + 1) >= '0'
            && inside.charAt(i + 1) <= '7') {
          i++;
        }
        text.append((char) Integer.parseInt(inside.substring(from, i + 1), 8));
      } else if (e != '\n') {
        text.append('\\').append(e);
      }
    }
    return text.toString();
  }

  private static int hexadecimal(String inside, int from, int digits) {
    try {
      int c = Integer.parseInt(inside.substring(from, from + digits), 16);
      if (Character.isValidCodePoint(c)) {
        return c;
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      // The message follows.
    }
    throw new TemplateError("a string with a broken \\x or \\u escape");
  }
}
