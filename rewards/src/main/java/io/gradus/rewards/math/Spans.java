package io.gradus.rewards.math;

import io.gradus.rewards.math.expression.Answer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds formulas between delimiters. */
final class Spans {
  private static final int MAX_LENGTH = 1_000;
  private static final int KEPT = 4;
  private static final int SEARCHED = 20_000;

  /**
   * A formula between delimiters.
   *
   * @param end index after the closing delimiter
   */
  record Span(String content, int start, int end) {}

  private Spans() {}

  /** Returns whether the whole text is one span. */
  static boolean isWhole(String text) {
    if (text.length() > MAX_LENGTH || !(text.startsWith("$") || text.startsWith("\\"))) {
      return false;
    }
    List<Span> spans = last(text);
    return spans.size() == 1
        && spans.get(0).start() == 0
        && spans.get(0).end() == text.trim().length();
  }

  /** Finds the last span that reads as a formula; null if there is none. */
  static @Nullable Span lastFormula(String text) {
    List<Span> spans = last(text);
    for (int i = spans.size() - 1; i >= 0; i--) {
      if (Answer.read(spans.get(i).content()).formula()) {
        return spans.get(i);
      }
    }
    return null;
  }

  /** Finds the last few spans, in order. A dollar pairs with the next dollar on its line. */
  private static List<Span> last(String text) {
    List<Span> spans = new ArrayList<>();
    int inline = -1;
    int display = -1;
    int parenthesis = -1;
    int bracket = -1;
    for (int i = Math.max(0, text.length() - SEARCHED); i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        inline = -1;
        parenthesis = -1;
      } else if (c == '\\' && i + 1 < text.length()) {
        switch (text.charAt(i + 1)) {
          case '(' -> parenthesis = i;
          case '[' -> bracket = i;
          case ')' -> {
            add(spans, text, parenthesis, i, 2);
            parenthesis = -1;
          }
          case ']' -> {
            add(spans, text, bracket, i, 2);
            bracket = -1;
          }
          default -> {
            // Another command; an escaped dollar is money.
          }
        }
        i++;
      } else if (c == '$' && i + 1 < text.length() && text.charAt(i + 1) == '$') {
        if (display >= 0) {
          add(spans, text, display, i, 2);
          display = -1;
        } else {
          display = i;
        }
        inline = -1;
        i++;
      } else if (c == '$' && display < 0) {
        if (inline >= 0) {
          add(spans, text, inline, i, 1);
          inline = -1;
        } else {
          inline = i;
        }
      }
    }
    return spans;
  }

  private static void add(List<Span> spans, String text, int open, int close, int delimiter) {
    if (open < 0 || close - open > MAX_LENGTH || close <= open + delimiter) {
      return;
    }
    String content = text.substring(open + delimiter, close);
    if (content.isBlank()) {
      return;
    }
    if (spans.size() == KEPT) {
      spans.remove(0);
    }
    spans.add(new Span(content, open, close + delimiter));
  }
}
