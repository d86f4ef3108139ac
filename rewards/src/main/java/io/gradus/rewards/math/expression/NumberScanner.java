package io.gradus.rewards.math.expression;

/**
 * Reads the numbers of an answer with grouped thousands, decimal points, exponents and repeating decimals, as they are
 * typeset.
 */
final class NumberScanner {
  private final String text;
  private final boolean commasGroup;
  private String digits = "";
  private boolean grouped;

  /**
   * @param commasGroup whether a comma before three digits groups thousands
   */
  NumberScanner(String text, boolean commasGroup) {
    this.text = text;
    this.commasGroup = commasGroup;
  }

  /** Returns the digits of the last number in the form of {@link Numbers#parse}. */
  String digits() {
    return digits;
  }

  /** Returns whether a comma was read as a thousands separator, so that there is a second reading. */
  boolean grouped() {
    return grouped;
  }

  /** Reads the number that begins here and returns its end. */
  int read(int from, int to) {
    StringBuilder digits = new StringBuilder();
    int i = digits(from, to, digits);
    if (i < to && digits.length() > 0) {
      i = groups(from, i, to, digits);
    }
    if (i < to && text.charAt(i) == '.' && (i + 1 >= to || text.charAt(i + 1) != '.')) {
      digits.append('.');
      i = digits(i + 1, to, digits);
      i = repeating(i, to, digits);
    }
    if (i + 1 < to && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
      int at = i + 1;
      if (text.charAt(at) == '+' || text.charAt(at) == '-') {
        at++;
      }
      if (at < to && isDigit(text.charAt(at))) {
        digits.append('e').append(text, i + 1, at);
        i = digits(at, to, digits);
      }
    }
    this.digits = digits.toString();
    return i;
  }

  private int digits(int from, int to, StringBuilder out) {
    int i = from;
    while (i < to && isDigit(text.charAt(i))) {
      out.append(text.charAt(i++));
    }
    return i;
  }

  /** Reads groups of three digits after a first group of one to three, separated by comma, space or apostrophe. */
  private int groups(int start, int end, int to, StringBuilder digits) {
    if (end - start > 3 || text.charAt(start) == '0') {
      return end;
    }
    int i = end;
    while (true) {
      int separator = separator(i, to);
      int next = i + separator;
      boolean three = separator > 0
          && next + 3 <= to
          && isDigit(text.charAt(next))
          && isDigit(text.charAt(next + 1))
          && isDigit(text.charAt(next + 2))
          && (next + 3 == to || !isDigit(text.charAt(next + 3)));
      if (!three) {
        return i;
      }
      boolean comma = text.charAt(i) == ',' && separator == 1;
      if (comma) {
        boolean alone = i == end
            && start > 0
            && "([{".indexOf(text.charAt(start - 1)) >= 0
            && next + 3 < to
            && ")]}\\".indexOf(text.charAt(next + 3)) >= 0;
        if (!commasGroup || alone) {
          return i;
        }
        grouped = true;
      }
      digits.append(text, next, next + 3);
      i = next + 3;
    }
  }

  /** Length of a thousands separator here, or 0. */
  private int separator(int i, int to) {
    if (i >= to) {
      return 0;
    }
    char c = text.charAt(i);
    if (c == ',') {
      int at = i + 1;
      while (text.startsWith("\\!", at)) {
        at += 2;
      }
      // A typeset thin space may be followed by an ordinary space; a bare comma followed by a space
      // separates items of a list.
      while (at > i + 1 && at < to && text.charAt(at) == ' ') {
        at++;
      }
      return at - i;
    }
    int braced = bracedComma(i, to);
    if (braced > 0) {
      return braced;
    }
    if (c == '\\'
        && (text.startsWith("\\,", i) || text.startsWith("\\ ", i) || text.startsWith("\\;", i))) {
      return 2;
    }
    return c == ' ' || c == '\'' || c == '~' ? 1 : 0;
  }

  /** Length of a comma in braces with its spaces, or 0. */
  private int bracedComma(int from, int to) {
    int i = from;
    for (char expected : new char[] {'{', ',', '}'}) {
      while (i < to && text.charAt(i) == ' ' && i - from < 6) {
        i++;
      }
      if (i >= to || text.charAt(i) != expected) {
        return 0;
      }
      i++;
    }
    return text.startsWith("\\!", i) ? i + 2 - from : i - from;
  }

  /** Reads {@code 0.(3)}, {@code 0.1\overline{6}} and {@code 0.333...}; writes the repeating part in parentheses. */
  private int repeating(int from, int to, StringBuilder digits) {
    for (String mark : new String[] {"\\overline{", "\\bar{", "(", "\\overline ", "\\overline"}) {
      if (text.startsWith(mark, from)) {
        int end = from + mark.length();
        while (end < to && isDigit(text.charAt(end))) {
          end++;
        }
        int length = end - from - mark.length();
        boolean closed = mark.endsWith("{")
            ? end < to && text.charAt(end) == '}'
            : !mark.equals("(") || (end < to && text.charAt(end) == ')');
        if (length > 0 && closed) {
          digits.append('(').append(text, from + mark.length(), end).append(')');
          return mark.endsWith("{") || mark.equals("(") ? end + 1 : end;
        }
      }
    }
    int dotted = dotted(from, to, digits);
    if (dotted > from) {
      return dotted;
    }
    int point = digits.indexOf(".");
    int places = digits.length() - point - 1;
    int dots = text.startsWith("...", from) ? 3 : text.startsWith("…", from) ? 1 : 0;
    for (String mark : new String[] {"\\ldots", "\\dots", "\\cdots"}) {
      dots = text.startsWith(mark, from) ? mark.length() : dots;
    }
    if (dots > 0 && places >= 3) {
      char digit = digits.charAt(digits.length() - 1);
      int same = digits.length();
      while (same > point + 1 && digits.charAt(same - 1) == digit) {
        same--;
      }
      if (digits.length() - same >= 3) {
        digits.setLength(same);
        digits.append('(').append(digit).append(')');
      }
      return from + dots;
    }
    return from;
  }

  /**
   * Reads {@code 0.\dot{1}4\dot{2}}, where the dots mark the ends of what repeats; returns the start if there are none.
   */
  private int dotted(int from, int to, StringBuilder digits) {
    StringBuilder period = new StringBuilder();
    int i = from;
    int end = from;
    while (i < to) {
      boolean dot = text.startsWith("\\dot", i);
      int at = dot ? i + 4 : i;
      at += dot && at < to && text.charAt(at) == ' ' ? 1 : 0;
      boolean braced = dot && at < to && text.charAt(at) == '{';
      at += braced ? 1 : 0;
      boolean read = at < to
          && isDigit(text.charAt(at))
          && (dot || end > from)
          && (!braced || (at + 1 < to && text.charAt(at + 1) == '}'));
      if (!read) {
        break;
      }
      period.append(text.charAt(at));
      i = at + (braced ? 2 : 1);
      if (dot) {
        end = i;
        if (period.length() > 1) {
          break;
        }
      }
    }
    if (end == from || (period.length() > 1 && i != end)) {
      return from;
    }
    digits.append('(').append(period).append(')');
    return end;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
