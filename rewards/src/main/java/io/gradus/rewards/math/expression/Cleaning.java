package io.gradus.rewards.math.expression;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/** Removes typography, delimiters, invisible characters and broken escapes from an answer before it is read. */
public final class Cleaning {
  private static final Set<String> STYLES = Set.of(
      "text",
      "textbf",
      "textit",
      "textrm",
      "textnormal",
      "textsf",
      "texttt",
      "mbox",
      "hbox",
      "mathrm",
      "mathbf",
      "mathit",
      "mathsf",
      "mathtt",
      "textup",
      "textsc",
      "textmd",
      "textsl",
      "operatorname",
      "emph",
      "boxed",
      "fbox",
      "left",
      "right",
      "displaystyle",
      "quad",
      "qquad");

  private static final Set<String> ARTICLES = Set.of("the", "a", "an");

  private Cleaning() {}

  /**
   * Turns an answer into one line of plain characters: digits of every script become ASCII, full-width forms narrow.
   */
  public static String clean(String raw) {
    String text = Looks.removed(withoutDoubledBackslashes(characters(raw)));
    int from = 0;
    int to = text.length();
    boolean changed = true;
    while (changed && from < to) {
      int length = to - from;
      int quotes = quotes(text, from, to);
      from += quotes;
      to -= quotes;
      while (from < to && isOuterLeft(text.charAt(from))) {
        from++;
      }
      while (from < to && isOuterRight(text, from, to)) {
        to--;
      }
      if (text.startsWith("\\[", from) || text.startsWith("\\(", from)) {
        String close = text.charAt(from + 1) == '[' ? "\\]" : "\\)";
        if (to - from >= 4
            && text.startsWith(close, to - 2)
            && text.indexOf(close, from + 2) == to - 2) {
          from += 2;
          to -= 2;
        }
      }
      changed = to - from < length;
    }
    return OuterBoxes.removed(hours(text.substring(from, to)));
  }

  /** Removes the points of {@code a.m.} and {@code p.m.} */
  private static String hours(String text) {
    StringBuilder out = null;
    for (int i = text.indexOf(".m"); i > 0; i = text.indexOf(".m", i + 1)) {
      char half = text.charAt(i - 1);
      boolean word = i >= 2 && isAsciiLetter(text.charAt(i - 2));
      if ((half == 'a' || half == 'p') && !word) {
        out = out == null ? new StringBuilder(text) : out;
        out.setCharAt(i, half);
        out.setCharAt(i - 1, ' ');
        if (i + 2 < text.length() && text.charAt(i + 2) == '.') {
          out.setCharAt(i + 2, ' ');
        }
      }
    }
    return out == null ? text : out.toString();
  }

  /** Normalises words for comparison: no styling, case, articles or outer punctuation, and single spaces. */
  public static String words(String cleaned) {
    StringBuilder plain = new StringBuilder(cleaned.length());
    int i = 0;
    while (i < cleaned.length()) {
      char c = cleaned.charAt(i);
      if (c == '\\') {
        int end = i + 1;
        while (end < cleaned.length() && isAsciiLetter(cleaned.charAt(end))) {
          end++;
        }
        String name = cleaned.substring(i + 1, end);
        if (name.isEmpty()) {
          plain.append(' ');
          end = Math.min(cleaned.length(), i + 2);
        } else if (!STYLES.contains(name)) {
          plain.append('\\').append(name);
        }
        i = end;
      } else {
        if (c != '{' && c != '}' && c != '$' && c != '*' && c != '"' && c != '`' && c != '~') {
          plain.append(c);
        } else {
          plain.append(c == '~' ? " " : "");
        }
        i++;
      }
    }
    StringBuilder words = new StringBuilder();
    for (String word : plain.toString().toLowerCase(Locale.ROOT).trim().split("\\s+")) {
      if (!ARTICLES.contains(word) || plain.length() <= 2) {
        words.append(words.isEmpty() ? "" : " ").append(word);
      }
    }
    int from = 0;
    int to = words.length();
    while (from < to && isPunctuation(words.charAt(from))) {
      from++;
    }
    while (to > from && isPunctuation(words.charAt(to - 1))) {
      to--;
    }
    String result = words.substring(from, to);
    if (result.length() > 2
        && result.startsWith("(")
        && result.indexOf(')') == result.length() - 1) {
      result = result.substring(1, result.length() - 1).trim();
    }
    return result;
  }

  /** Counts the quotes around a text: {@code 'x'}, or {@code ``x''} of LaTeX. A prime is no quote. */
  private static int quotes(String text, int from, int to) {
    int quotes = 0;
    while (quotes < 2
        && to - from > 2 * quotes + 2
        && (text.charAt(from + quotes) == '\'' || text.charAt(from + quotes) == '`')
        && text.charAt(to - 1 - quotes) == '\'') {
      quotes++;
    }
    return quotes;
  }

  private static boolean isPunctuation(char c) {
    return c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == ' ' || c == '。';
  }

  private static boolean isOuterLeft(char c) {
    return c <= ' ' || c == '$' || c == '*' || c == '`' || c == '"' || c == ':' || c == '。';
  }

  private static boolean isOuterRight(String text, int from, int to) {
    char c = text.charAt(to - 1);
    boolean escaped = to - 2 >= from && text.charAt(to - 2) == '\\';
    if (c == '$') {
      return true;
    }
    if (c == '\\') {
      return !escaped;
    }
    if (c == '.' && goesOn(text, from, to)) {
      return false;
    }
    return !escaped
        && (c <= ' ' || c == '*' || c == '`' || c == '"' || c == '.' || c == ',' || c == ';'
            || c == ':' || c == '。');
  }

  /**
   * Returns whether the text ends in dots that continue a list or repeat a digit: {@code 1, 2, ...}, {@code 0.33...}.
   */
  private static boolean goesOn(String text, int from, int to) {
    int i = to;
    while (i > from && text.charAt(i - 1) == '.') {
      i--;
    }
    if (to - i < 3) {
      return false;
    }
    while (i > from && text.charAt(i - 1) == ' ') {
      i--;
    }
    int digits = i;
    while (i > from && NumberScanner.isDigit(text.charAt(i - 1))) {
      i--;
    }
    return i > from && text.charAt(i - 1) == (i == digits ? ',' : '.');
  }

  private static String characters(String raw) {
    StringBuilder out = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); ) {
      int point = raw.codePointAt(i);
      i += Character.charCount(point);
      if (point < 0x80) {
        ascii(raw, i, (char) point, out);
      } else if (Typography.isScript(point)) {
        i = Typography.script(raw, i - 1, out);
      } else if (Character.digit(point, 10) >= 0) {
        out.append((char) ('0' + Character.digit(point, 10)));
      } else if (point >= 0xFF01 && point <= 0xFF5E) {
        out.append((char) (point - 0xFEE0));
      } else if (point >= 0x1D400 && point <= 0x1D7FF) {
        out.append(Normalizer.normalize(Character.toString(point), Normalizer.Form.NFKC));
      } else if (Character.isSpaceChar(point)) {
        out.append(' ');
      } else {
        String latex = Typography.latex(point);
        if (latex != null) {
          out.append(latex);
          continue;
        }
        int type = Character.getType(point);
        String number = Typography.number(point, type);
        if (number != null) {
          out.append(number);
          continue;
        }
        // Zero-width characters, bidi controls and lone surrogates are invisible and belong to no
        // answer.
        if (type != Character.FORMAT && type != Character.SURROGATE && type != Character.CONTROL) {
          out.appendCodePoint(point);
        }
      }
    }
    return out.toString();
  }

  /** Restores LaTeX commands from control characters of a careless string literal: a form feed and "rac". */
  private static void ascii(String raw, int next, char c, StringBuilder out) {
    if (c >= ' ' && c != 0x7F) {
      out.append(c);
    } else if (c == '\f' && raw.startsWith("rac", next)) {
      out.append("\\f");
    } else if (c == '\b' && (raw.startsWith("egin", next) || raw.startsWith("oxed", next))) {
      out.append("\\b");
    } else if (c == '\t' && (raw.startsWith("ext{", next) || raw.startsWith("imes", next))) {
      out.append("\\t");
    } else if (c == '\r' && raw.startsWith("ight", next)) {
      out.append("\\r");
    } else if (c == '\n' || c == '\t' || c == '\r' || c == '\f') {
      out.append(' ');
    }
  }

  /** Restores {@code \\frac} of a doubly escaped string; {@code \\} before a letter ends a row only in a matrix. */
  private static String withoutDoubledBackslashes(String text) {
    if (!text.contains("\\\\")) {
      return text;
    }
    boolean matrix = text.contains("\\begin") && !text.contains("\\\\begin");
    if (matrix) {
      return text;
    }
    boolean doubledMatrix = text.contains("\\\\begin");
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 2 < text.length() && text.charAt(i + 1) == '\\') {
        char after = text.charAt(i + 2);
        if (doubledMatrix || isAsciiLetter(after) || "{}()[]$%,;! ".indexOf(after) >= 0) {
          out.append('\\');
          i++;
          continue;
        }
      }
      out.append(c);
    }
    return out.toString();
  }

  static boolean isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
