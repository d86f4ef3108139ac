package io.gradus.datasets;

import java.util.Optional;

/**
 * How the answer is found in the text that holds it.
 *
 * @param after what stands before the answer: {@code "#### "} in GSM8K
 * @param boxed whether the answer is what the last balanced {@code \boxed{}} holds, as in MATH
 */
record AnswerRule(Optional<String> after, boolean boxed) {
  private static final String BOX = "\\boxed{";

  /** The answer, or empty if the text has none. Thousands commas of a number after a marker are left out. */
  Optional<String> answer(String text) {
    if (boxed) {
      return lastBoxed(text);
    }
    if (after.isEmpty()) {
      return Optional.of(text.strip());
    }
    int at = text.lastIndexOf(after.orElseThrow());
    if (at < 0) {
      return Optional.empty();
    }
    String answer = text.substring(at + after.orElseThrow().length()).strip();
    boolean grouped = answer.matches("-?[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]+)?");
    return Optional.of(grouped ? answer.replace(",", "") : answer);
  }

  /** The reasoning: what stands before the marker, or the whole. */
  String reasoning(String text) {
    int at = after.map(text::lastIndexOf).orElse(-1);
    return (at < 0 ? text : text.substring(0, at)).strip();
  }

  /** What was looked for, for a message. */
  String wanted() {
    return boxed ? "balanced \\boxed{}" : "'%s'".formatted(after.orElse(""));
  }

  private static Optional<String> lastBoxed(String text) {
    for (int at = text.lastIndexOf(BOX); at >= 0; at = text.lastIndexOf(BOX, at - 1)) {
      int from = at + BOX.length();
      int depth = 1;
      for (int i = from; i < text.length(); i++) {
        switch (text.charAt(i)) {
          case '\\' -> i++; // \{ and \} are braces on the page, not in the source
          case '{' -> depth++;
          case '}' -> depth--;
          default -> {}
        }
        if (depth == 0) {
          return Optional.of(text.substring(from, i).strip());
        }
      }
    }
    return Optional.empty();
  }
}
