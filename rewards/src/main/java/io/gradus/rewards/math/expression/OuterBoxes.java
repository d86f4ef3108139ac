package io.gradus.rewards.math.expression;

/** Removes boxes around a whole answer. */
final class OuterBoxes {
  private OuterBoxes() {}

  /** Removes all boxes around the whole text, without recursion. */
  static String removed(String text) {
    int opened = 0;
    int from = 0;
    while (true) {
      int length = text.startsWith("\\boxed{", from)
          ? "\\boxed{".length()
          : text.startsWith("\\fbox{", from) ? "\\fbox{".length() : 0;
      if (length == 0) {
        break;
      }
      opened++;
      from += length;
    }
    int to = text.length();
    while (to > from && opened > 0 && text.charAt(to - 1) == '}') {
      to--;
      opened--;
    }
    if (from == 0 || opened > 0 || !isBalanced(text, from, to)) {
      return text;
    }
    return text.substring(from, to).trim();
  }

  private static boolean isBalanced(String text, int from, int to) {
    int depth = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth < 0) {
        return false;
      }
    }
    return depth == 0;
  }
}
