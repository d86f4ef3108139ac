package io.gradus.datasets;

import java.util.Optional;

/**
 * Rule that finds the answer in a text.
 *
 * @param after the mark before the answer: {@code "#### "} in GSM8K
 * @param boxed whether the answer is in the last balanced {@code \boxed{}}, as in MATH
 */
record AnswerRule(Optional<String> after, boolean boxed) {
  private static final String BOX = "\\boxed{";

  /** Returns the answer, or empty if the text has none. Thousands commas are removed from a number after the mark. */
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

  /** Returns the reasoning: the text before the mark, or the whole text if there is no mark. */
  String reasoning(String text) {
    int at = after.map(text::lastIndexOf).orElse(-1);
    return (at < 0 ? text : text.substring(0, at)).strip();
  }

  /** Describes the expected mark, for a message. */
  String wanted() {
    return boxed ? "balanced \\boxed{}" : "'%s'".formatted(after.orElse(""));
  }

  private static Optional<String> lastBoxed(String text) {
    for (int at = text.lastIndexOf(BOX); at >= 0; at = text.lastIndexOf(BOX, at - 1)) {
      int from = at + BOX.length();
      int depth = 1;
      for (int i = from; i < text.length(); i++) {
        switch (text.charAt(i)) {
          case '\\' -> i++; // \{ and \} print braces; they do not delimit the argument
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
