package io.gradus.rewards.math.expression;

/** Thrown if a text is not a formula. {@link Answer#read} catches the exception, which never leaves the package. */
final class Unreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unreadable(String message) {
    // There is no stack trace, because most completions of an untrained policy throw this
    // exception.
    super(message, null, false, false);
  }
}
