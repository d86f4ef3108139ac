package io.gradus.rewards.math.expression;

/** Thrown if a text is no formula. {@link Answer#read} catches it; it never leaves the package. */
final class Unreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unreadable(String message) {
    // No stack trace: most completions of an untrained policy end here.
    super(message, null, false, false);
  }
}
