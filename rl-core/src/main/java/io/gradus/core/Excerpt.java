package io.gradus.core;

/** A sample for a message: whose it is and how it begins, safe to print. */
public final class Excerpt {
  private static final int LENGTH = 120;

  private Excerpt() {}

  public static String of(Problem problem, Completion completion) {
    StringBuilder text = new StringBuilder();
    completion.text().codePoints().limit(LENGTH).forEach(c -> append(text, c));
    boolean cut = completion.text().codePoints().skip(LENGTH).findAny().isPresent();
    return "problem '%s': \"%s%s\"".formatted(problem.id(), text, cut ? "..." : "");
  }

  private static void append(StringBuilder text, int c) {
    int type = Character.getType(c);
    if (c == '\n') {
      text.append("\\n");
    } else if (type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE) {
      text.append("\\u%04x".formatted(c)); // what could steer a terminal
    } else {
      text.appendCodePoint(c);
    }
  }
}
