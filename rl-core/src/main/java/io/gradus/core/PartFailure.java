package io.gradus.core;

import java.util.Arrays;
import java.util.function.Supplier;

/** What is said of a part of an objective that throws: it may be the user's own, and then it is the user who can mend it. */
public final class PartFailure {
  private static final String OURS = "io.gradus.";

  private PartFailure() {}

  /** {@code com.example.Bad failed: IllegalStateException: no (Bad.java:7)}. */
  public static String words(Object part, Throwable failure) {
    String name = part.getClass().getName();
    String where = Arrays.stream(failure.getStackTrace())
        .filter(frame -> frame.getClassName().equals(name) && frame.getLineNumber() > 0)
        .findFirst()
        .map(frame -> " (%s:%d)".formatted(frame.getFileName(), frame.getLineNumber()))
        .orElse("");
    String message = failure.getMessage() == null ? "" : ": " + failure.getMessage();
    return "%s failed: %s%s%s".formatted(name, failure.getClass().getSimpleName(), message, where);
  }

  /**
   * Asks one.
   *
   * @param key its place in a recipe: {@code objective.loss}
   * @throws UserError if it is not one of ours and throws; what one of ours throws is passed on
   */
  public static <T> T guard(String key, Object part, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
      if (part.getClass().getName().startsWith(OURS)) {
        throw e;
      }
      throw new UserError(
          "%s: %s. It must not throw: mend it, or compile it against this version; a run goes on with --resume"
              .formatted(key, words(part, e)),
          e);
    }
  }
}
