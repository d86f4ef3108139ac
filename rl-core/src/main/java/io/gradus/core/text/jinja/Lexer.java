package io.gradus.core.text.jinja;

import io.gradus.core.text.jinja.Token.Kind;
import io.gradus.core.text.jinja.value.TemplateError;
import io.gradus.core.text.jinja.value.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template's source into tokens, with {@code trim_blocks} and {@code lstrip_blocks} on, as in {@code
 * transformers}. So the line break after a tag is not text. Blanks before a tag are not text if the tag is the first in
 * its line.
 */
final class Lexer {
  private static final Pattern RAW_BEGIN = Pattern.compile("\\{%[-+]?\\s*raw\\s*(-?)%\\}");
  private static final Pattern RAW_END = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}");
  private static final Pattern NUMBER = Pattern.compile(
      "(?<float>\\d[\\d_]*(?:\\.\\d[\\d_]*(?:[eE][+-]?\\d+)?|[eE][+-]?\\d+))|0[xX][0-9a-fA-F]+|\\d[\\d_]*");
  private static final List<String> OPERATORS = List.of(
      "**", "//", "==", "!=", ">=", "<=", "+", "-", "*", "/", "%", "~", "[", "]", "(", ")", "{",
      "}", ">", "<", "=", ".", ":", "|", ",", ";");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int countedTo;
  private boolean lineStarts = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String text) {
    String source = text.replace("\r\n", "\n").replace('\r', '\n');
    if (source.endsWith("\n")) {
      source = source.substring(0, source.length() - 1);
    }
    Lexer lexer = new Lexer(source);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (at < source.length()) {
      int tag = nextTag();
      if (tag < 0) {
        data(source.substring(at));
        at = source.length();
        break;
      }
      char kind = source.charAt(tag + 1);
      int sign = tag + 2 < source.length() ? source.charAt(tag + 2) : 0;
      data(before(source.substring(at, tag), sign, kind != '{'));
      at = tag;
      Matcher raw = RAW_BEGIN.matcher(source).region(at, source.length());
      if (kind == '%' && raw.lookingAt()) {
        raw(raw);
      } else if (kind == '#') {
        comment();
      } else {
        expression(kind, sign == '-' || sign == '+' ? 3 : 2);
      }
    }
    add(Kind.END, "");
  }

  private int nextTag() {
    for (int i = source.indexOf('{', at); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "%{#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the text before a tag, without the blanks that the tag's sign or {@code lstrip_blocks} removes. */
  private String before(String text, int sign, boolean stripsLine) {
    if (sign == '-') {
      return Text.strip(text, false, true);
    }
    if (sign == '+' || !stripsLine) {
      return text;
    }
    int lineBegin = text.lastIndexOf('\n') + 1;
    boolean blank = Text.strip(text.substring(lineBegin), true, true).isEmpty();
    return blank && (lineBegin > 0 || lineStarts) ? text.substring(0, lineBegin) : text;
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      add(Kind.DATA, text);
    }
  }

  private void raw(Matcher begin) {
    at = begin.end();
    if (begin.group(1).equals("-")) {
      skipBlanks();
    }
    lineStarts = source.charAt(at - 1) == '\n';
    Matcher end = RAW_END.matcher(source);
    if (!end.find(at)) {
      throw new TemplateError("a 'raw' that no 'endraw' closes", lineAt(begin.start()));
    }
    String sign = end.group(1);
    data(before(source.substring(at, end.start()), sign.isEmpty() ? 0 : sign.charAt(0), true));
    at = end.end();
    afterTag(end.group(2));
  }

  private void comment() {
    int end = source.indexOf("#}", at + 2);
    if (end < 0) {
      throw new TemplateError("a comment that no '#}' closes", lineAt(at));
    }
    char sign = source.charAt(end - 1);
    at = end + 2;
    afterTag(end - 1 >= 0 && (sign == '-' || sign == '+') ? String.valueOf(sign) : "");
  }

  /**
   * Skips text after the end of a tag: all blanks if the tag ends with {@code -}, else one line break unless {@code +}
   * keeps it.
   */
  private void afterTag(String sign) {
    if (sign.equals("-")) {
      skipBlanks();
    } else if (!sign.equals("+") && at < source.length() && source.charAt(at) == '\n') {
      at++;
    }
    lineStarts = source.charAt(at - 1) == '\n';
  }

  private void skipBlanks() {
    while (at < source.length() && Text.isSpace(source.charAt(at))) {
      at++;
    }
  }

  private void expression(char kind, int opening) {
    boolean print = kind == '{';
    int begin = at;
    add(print ? Kind.PRINT_BEGIN : Kind.TAG_BEGIN, "");
    at += opening;
    String end = print ? "}}" : "%}";
    Deque<Character> open = new ArrayDeque<>();
    while (true) {
      skipBlanks();
      if (at >= source.length()) {
        throw new TemplateError("a '{%c' that no '%s' closes".formatted(kind, end), lineAt(begin));
      }
      if (open.isEmpty() && ends(end, print)) {
        return;
      }
      token(open);
    }
  }

  private boolean ends(String end, boolean print) {
    char first = source.charAt(at);
    boolean signed = (first == '-' || (first == '+' && !print)) && source.startsWith(end, at + 1);
    if (!signed && !source.startsWith(end, at)) {
      return false;
    }
    add(print ? Kind.PRINT_END : Kind.TAG_END, "");
    at += signed ? 3 : 2;
    if (!print) {
      afterTag(signed ? String.valueOf(first) : "");
    } else {
      if (signed) {
        skipBlanks();
      }
      lineStarts = source.charAt(at - 1) == '\n';
    }
    return true;
  }

  private void token(Deque<Character> open) {
    char c = source.charAt(at);
    int begin = at;
    if (c == '\'' || c == '"') {
      at = stringEnd(c);
      add(Kind.STRING, Text.unescaped(source.substring(begin + 1, at - 1)));
    } else if (Character.isUnicodeIdentifierStart(c) || c == '_') {
      while (at < source.length() && Character.isUnicodeIdentifierPart(source.charAt(at))) {
        at++;
      }
      add(Kind.NAME, source.substring(begin, at));
    } else if (c >= '0' && c <= '9') {
      Matcher number = NUMBER.matcher(source).region(at, source.length());
      if (!number.lookingAt()) {
        throw new TemplateError("cannot read the number", lineAt(at));
      }
      at = number.end();
      add(
          number.group("float") != null ? Kind.FLOAT : Kind.INTEGER,
          number.group().replace("_", ""));
    } else {
      String operator = OPERATORS.stream()
          .filter(o -> source.startsWith(o, at))
          .findFirst()
          .orElseThrow(
              () -> new TemplateError("unexpected character '%c'".formatted(c), lineAt(at)));
      balance(operator, open);
      add(Kind.OPERATOR, operator);
      at += operator.length();
    }
  }

  private void balance(String operator, Deque<Character> open) {
    char c = operator.charAt(0);
    if ("([{".indexOf(c) >= 0) {
      open.push(")]}".charAt("([{".indexOf(c)));
    } else if (")]}".indexOf(c) >= 0 && (open.isEmpty() || open.pop() != c)) {
      throw new TemplateError("unexpected '%c'".formatted(c), lineAt(at));
    }
  }

  private int stringEnd(char quote) {
    for (int i = at + 1; i < source.length(); i++) {
      if (source.charAt(i) == '\\') {
        i++;
      } else if (source.charAt(i) == quote) {
        return i + 1;
      }
    }
    throw new TemplateError("a string that no %c closes".formatted(quote), lineAt(at));
  }

  private void add(Kind kind, String text) {
    tokens.add(new Token(kind, text, lineAt(at)));
  }

  private int lineAt(int position) {
    for (; countedTo < position && countedTo < source.length(); countedTo++) {
      if (source.charAt(countedTo) == '\n') {
        line++;
      }
    }
    return line;
  }
}
