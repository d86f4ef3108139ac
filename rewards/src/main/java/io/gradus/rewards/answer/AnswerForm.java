package io.gradus.rewards.answer;

import java.util.Arrays;
import java.util.Optional;

/**
 * Form in which a completion states its final answer. The last complete statement counts; each form is found in one
 * pass.
 */
public enum AnswerForm {
  /** {@code #### 42}, to the end of the line: GSM8K's form (arXiv:2110.14168). */
  HASH,
  /** {@code \boxed{42}} or {@code \fbox{42}}, braces matched: MATH's form (arXiv:2103.03874). */
  BOXED,
  /** {@code <answer>42</answer>}: R1's form (arXiv:2501.12948). */
  ANSWER_TAG,
  /** The answer tag, or the box inside it. Without a tag: the box. Without a tag and a box: the hash. */
  ANY,
  /** The whole text after the thinking. */
  TEXT;

  private static final String OPEN = "<answer>";
  private static final String CLOSE = "</answer>";
  private static final String HASHES = "####";

  /** Returns the last answer of this form in a text, stripped; empty if it is missing or blank. */
  public Optional<String> last(String text) {
    Optional<String> answer = switch (this) {
      case HASH -> lastHash(text);
      case BOXED -> lastBox(text);
      case ANSWER_TAG -> lastTag(text);
      case ANY ->
        lastTag(text)
            .map(tag -> lastBox(tag).orElse(tag))
            .or(() -> lastBox(text))
            .or(() -> lastHash(text));
      case TEXT -> Optional.of(text);
    };
    return answer.map(String::strip).filter(stripped -> !stripped.isEmpty());
  }

  /** Returns the form's notation, for messages. */
  String written() {
    return switch (this) {
      case HASH -> "'#### ...'";
      case BOXED -> "whole '\\boxed{...}'";
      case ANSWER_TAG -> "whole '<answer>...</answer>'";
      case ANY -> "'<answer>...</answer>', '\\boxed{...}' or '#### ...'";
      case TEXT -> "text after the thinking";
    };
  }

  private static Optional<String> lastTag(String text) {
    int lastClose = text.lastIndexOf(CLOSE);
    int open = lastClose < 0 ? -1 : text.lastIndexOf(OPEN, lastClose - OPEN.length());
    if (open < 0) {
      return Optional.empty();
    }
    int from = open + OPEN.length();
    return Optional.of(text.substring(from, text.indexOf(CLOSE, from)));
  }

  private static Optional<String> lastHash(String text) {
    int hashes = text.lastIndexOf(HASHES);
    if (hashes < 0) {
      return Optional.empty();
    }
    int from = hashes + HASHES.length();
    int end = text.indexOf('\n', from);
    return Optional.of(text.substring(from, end < 0 ? text.length() : end));
  }

  /** Returns the complete box that opens last. */
  private static Optional<String> lastBox(String text) {
    int[] opened = new int[16]; // for each open brace: the start of its box's content, or -1
    int depth = 0;
    int start = -1;
    int end = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++; // an escaped brace is text; a command's first letter is not a brace
      } else if (c == '{') {
        if (depth == opened.length) {
          opened = Arrays.copyOf(opened, 2 * depth);
        }
        opened[depth++] = opensBox(text, i) ? i + 1 : -1;
      } else if (c == '}' && depth > 0) {
        int content = opened[--depth];
        if (content > start) {
          start = content;
          end = i;
        }
      }
    }
    return start < 0 ? Optional.empty() : Optional.of(text.substring(start, end));
  }

  private static boolean opensBox(String text, int brace) {
    int end = brace;
    while (end > 0 && brace - end < 4 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.startsWith("\\boxed", end - 6) || text.startsWith("\\fbox", end - 5);
  }
}
