package io.gradus.rewards.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The code of a completion: the last fenced block in the language after the thinking. If no block names a language, the
 * code is the last block without a language name. A later block with example output is therefore not taken for the
 * code.
 *
 * <p>A fence is three or more backticks or tildes. It opens anywhere in a line, and only an info string may follow. It
 * closes at the start of a line, without a word directly after it. A block that is never closed does not count, because
 * the completion was cut off. One forward scan takes time linear in the length of the text.
 */
public final class CodeBlock {
  private static final String THINK = "<think>";
  private static final String THOUGHT = "</think>";
  private static final int MOST_INFO = 200;

  private final String text;
  private int at;
  private int lineEnd = -1;

  private CodeBlock(String text) {
    this.text = text;
  }

  /**
   * Returns the code to run, with line ends {@code
   * } and without the fence's indentation; empty if there is none.
   */
  public static Optional<String> last(String completion, Language language) {
    int thought = completion.lastIndexOf(THOUGHT);
    String answer = thought < 0 ? completion : completion.substring(thought + THOUGHT.length());
    if (answer.contains(THINK)) {
      return Optional.empty();
    }
    return new CodeBlock(answer.replace("\r\n", "\n").replace('\r', '\n')).scan(language);
  }

  private Optional<String> scan(Language language) {
    Optional<String> named = Optional.empty();
    Optional<String> nameless = Optional.empty();
    while (at < text.length()) {
      char mark = text.charAt(at);
      if (mark != '`' && mark != '~') {
        at++;
        continue;
      }
      int start = at;
      int length = run(mark);
      int end = endOfLine(at);
      int infoEnd = Math.min(end, at + MOST_INFO);
      if (length < 3 || end == text.length() || hasBacktick(infoEnd)) {
        continue;
      }
      String info = text.substring(at, infoEnd).strip();
      int indent = indentBefore(start);
      at = end + 1;
      List<String> lines = new ArrayList<>();
      if (!body(mark, length, indent, lines)) {
        break;
      }
      String name = info.split("[\\s{:,]", 2)[0];
      String code = String.join("", lines);
      if (code.isBlank()) {
        continue;
      }
      if (name.isEmpty()) {
        nameless = Optional.of(code);
      } else if (Language.named(name).filter(language::equals).isPresent()) {
        named = Optional.of(code);
      }
    }
    return named.isPresent() ? named : nameless;
  }

  private boolean hasBacktick(int end) {
    for (int i = at; i < end; i++) {
      if (text.charAt(i) == '`') {
        return true;
      }
    }
    return false;
  }

  /** Reads lines up to and including the closing fence; false if there is none. */
  private boolean body(char mark, int length, int indent, List<String> lines) {
    while (at < text.length()) {
      int end = endOfLine(at);
      int content = at;
      while (content < end && (text.charAt(content) == ' ' || text.charAt(content) == '\t')) {
        content++;
      }
      if (content < end && text.charAt(content) == mark) {
        int line = at;
        at = content;
        boolean closes = run(mark) >= length
            && (at == text.length() || !Character.isLetterOrDigit(text.charAt(at)));
        if (closes) {
          return true;
        }
        at = line;
      }
      lines.add(text.substring(Math.min(content, at + indent), end) + "\n");
      at = Math.min(end + 1, text.length());
    }
    return false;
  }

  private int run(char mark) {
    int start = at;
    while (at < text.length() && text.charAt(at) == mark) {
      at++;
    }
    return at - start;
  }

  /** Returns the end of the line at {@code from}. It is searched once per line, however many marks the line has. */
  private int endOfLine(int from) {
    if (from > lineEnd) {
      int end = text.indexOf('\n', from);
      lineEnd = end < 0 ? text.length() : end;
    }
    return lineEnd;
  }

  /** Returns the number of spaces before a fence at the beginning of its line, or 0. */
  private int indentBefore(int fence) {
    int from = fence;
    while (from > 0 && (text.charAt(from - 1) == ' ' || text.charAt(from - 1) == '\t')) {
      from--;
    }
    return from == 0 || text.charAt(from - 1) == '\n' ? fence - from : 0;
  }
}
