package io.gradus.core;

import java.util.Arrays;
import java.util.function.Supplier;

/** Report about a part of an objective that throws. If the part is the user's own, the user can fix it. */
public final class PartFailure {
  private static final String OURS = "io.gradus.";
  private static final String LAMBDA = "$$Lambda";

  private PartFailure() {}

  /** Name of a part for messages: its simple class name. A lambda is named after the class that it is written in. */
  public static String name(Object part) {
    String name = part.getClass().getSimpleName();
    int lambda = name.indexOf(LAMBDA);
    return lambda < 0 ? name : "a lambda of " + name.substring(0, lambda);
  }

  /** Describes a failure: {@code com.example.Bad failed: IllegalStateException: no (Bad.java:7)}. */
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
   * Runs a part's work.
   *
   * @param key the part's place in a recipe: {@code objective.loss}
   * @throws UserError if the user's own part throws; exceptions of the shipped parts are passed on
   */
  public static <T> T guard(String key, Object part, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
      if (part.getClass().getName().startsWith(OURS)) {
        throw e;
      }
      throw new UserError(
          "%s: %s. Fix it so that it does not throw, or compile it against this version. Then continue with --resume"
              .formatted(key, words(part, e)),
          e);
    }
  }
}
