package io.gradus.rewards.math.expression;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

/** Removes LaTeX commands that change only how an answer looks: colours, spaces, phantoms, sizes. One pass. */
final class Looks {
  /** Maps a command to the number of arguments that are removed with it; the text after them remains. */
  private static final ImmutableMap<String, Integer> ARGUMENTS =
      ImmutableMap.<String, Integer>builder()
          .put("color", 1)
          .put("textcolor", 1)
          .put("mathcolor", 1)
          .put("colorbox", 1)
          .put("fcolorbox", 2)
          .put("hspace", 1)
          .put("vspace", 1)
          .put("phantom", 1)
          .put("hphantom", 1)
          .put("vphantom", 1)
          .put("label", 1)
          .put("tag", 1)
          .put("rule", 2)
          .put("raisebox", 1)
          .put("scalebox", 1)
          .put("fontsize", 2)
          .put("href", 1)
          .put("class", 1)
          .put("style", 1)
          .put("cssId", 1)
          .put("bbox", 0)
          .put("num", 0)
          .put("smash", 0)
          .put("mathclap", 0)
          .put("mathllap", 0)
          .put("mathrlap", 0)
          .put("llap", 0)
          .put("rlap", 0)
          .put("clap", 0)
          .put("mathord", 0)
          .put("mathbin", 0)
          .put("mathrel", 0)
          .put("mathopen", 0)
          .put("mathclose", 0)
          .put("mathpunct", 0)
          .put("mathinner", 0)
          .put("mathnormal", 0)
          .put("mathup", 0)
          .put("symbf", 0)
          .put("symup", 0)
          .put("makebox", 0)
          .put("framebox", 0)
          .put("tiny", 0)
          .put("scriptsize", 0)
          .put("footnotesize", 0)
          .put("small", 0)
          .put("normalsize", 0)
          .put("large", 0)
          .put("Large", 0)
          .put("LARGE", 0)
          .put("huge", 0)
          .put("Huge", 0)
          .put("bfseries", 0)
          .put("itshape", 0)
          .put("rmfamily", 0)
          .put("sffamily", 0)
          .put("ttfamily", 0)
          .put("normalfont", 0)
          .put("selectfont", 0)
          .put("boldmath", 0)
          .put("unboldmath", 0)
          .put("notag", 0)
          .put("nonumber", 0)
          .put("null", 0)
          .put("protect", 0)
          .put("noindent", 0)
          .put("centering", 0)
          .put("scriptscriptstyle", 0)
          .put("underline", 0)
          .put("uline", 0)
          .put("mathstrut", 0)
          .put("strut", 0)
          .buildOrThrow();

  /** Commands that leave a space behind. */
  private static final ImmutableSet<String> SPACES =
      ImmutableSet.of("hspace", "vspace", "phantom", "hphantom", "hskip", "kern", "mkern", "mskip");

  private static final ImmutableSet<String> LENGTHS =
      ImmutableSet.of("hskip", "kern", "mkern", "mskip");

  /** Longest argument; a longer one is neither a colour nor a length. */
  private static final int LONGEST_ARGUMENT = 300;

  private final String text;
  private final StringBuilder out;

  private Looks(String text) {
    this.text = text;
    this.out = new StringBuilder(text.length());
  }

  /** Removes these commands from a text. */
  static String removed(String text) {
    return text.indexOf('\\') < 0 ? text : new Looks(text).read();
  }

  private String read() {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 >= text.length()) {
        out.append(c);
        i++;
      } else if (text.charAt(i + 1) == '\\') {
        out.append("\\\\");
        i = rowSpacing(i + 2);
      } else {
        i = command(i);
      }
    }
    return out.toString();
  }

  private int command(int from) {
    int end = from + 1;
    while (end < text.length() && Cleaning.isAsciiLetter(text.charAt(end))) {
      end++;
    }
    String name = text.substring(from + 1, end);
    if (name.equals("SI") || name.equals("qty")) {
      return quantity(from, end);
    }
    if (name.equals("textsuperscript") || name.equals("textsubscript")) {
      out.append(name.equals("textsuperscript") ? '^' : '_');
      return end;
    }
    Integer arguments = LENGTHS.contains(name) ? Integer.valueOf(0) : ARGUMENTS.get(name);
    if (arguments == null) {
      out.append(text, from, Math.max(end, Math.min(text.length(), from + 2)));
      return Math.max(end, Math.min(text.length(), from + 2));
    }
    int at = LENGTHS.contains(name) ? length(end) : end;
    if (at < text.length() && text.charAt(at) == '*') {
      at++;
    }
    at = optional(at);
    for (int i = 0; i < arguments; i++) {
      int close = group(at);
      if (close < 0) {
        break;
      }
      at = close + 1;
    }
    boolean joins = !out.isEmpty()
        && Cleaning.isAsciiLetter(out.charAt(out.length() - 1))
        && at < text.length()
        && Cleaning.isAsciiLetter(text.charAt(at));
    if (joins || SPACES.contains(name)) {
      out.append(' ');
    }
    return at;
  }

  /** Reads {@code \SI{5}{\meter\per\second}} as a number and a text. */
  private int quantity(int from, int end) {
    int value = optional(end);
    int valueEnd = group(value);
    int unitEnd = valueEnd < 0 ? -1 : group(valueEnd + 1);
    if (unitEnd < 0) {
      out.append(text, from, end);
      return end;
    }
    out.append(text, text.indexOf('{', value) + 1, valueEnd)
        .append(" \\text{ ")
        .append(text.substring(text.indexOf('{', valueEnd) + 1, unitEnd).replace('\\', ' '))
        .append('}');
    return unitEnd + 1;
  }

  /** Finds the brace that closes the group here; -1 if there is none. */
  private int group(int from) {
    int i = spaces(from);
    if (i >= text.length() || text.charAt(i) != '{') {
      return -1;
    }
    int depth = 0;
    for (int end = Math.min(text.length(), i + LONGEST_ARGUMENT); i < end; i++) {
      char c = text.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private int optional(int from) {
    int i = spaces(from);
    if (i >= text.length() || text.charAt(i) != '[') {
      return from;
    }
    int close = text.indexOf(']', i);
    return close < 0 || close - i > LONGEST_ARGUMENT || !text.startsWith("{", close + 1)
        ? from
        : close + 1;
  }

  /** Finds the end of a length without braces: {@code -3mu}. */
  private int length(int from) {
    int i = spaces(from);
    while (i < text.length()
        && (NumberScanner.isDigit(text.charAt(i)) || "-.+".indexOf(text.charAt(i)) >= 0)) {
      i++;
    }
    int unit = i;
    while (i < text.length() && i < unit + 2 && Cleaning.isAsciiLetter(text.charAt(i))) {
      i++;
    }
    return i == unit + 2 ? i : from;
  }

  /** Skips the spacing of rows, such as the {@code [2pt]} of {@code \\[2pt]}. */
  private int rowSpacing(int from) {
    int i = spaces(from);
    if (i >= text.length() || text.charAt(i) != '[') {
      return from;
    }
    int end = length(i + 1);
    return end > i + 1 && end < text.length() && text.charAt(end) == ']' ? end + 1 : from;
  }

  private int spaces(int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) == ' ') {
      i++;
    }
    return i;
  }
}
