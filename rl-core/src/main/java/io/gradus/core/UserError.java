package io.gradus.core;

import java.util.List;

/**
 * A mistake that the user can fix: shown as it is, without a stack trace, exit code 2. The message says what is wrong, where, and
 * what to do.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 50;

  public UserError(String message) {
    super(message);
  }

  public UserError(String message, Throwable cause) {
    super(message, cause);
  }

  /** Several faults at once, a line each; of a flood the first ones, and how many more there are. */
  public UserError(List<String> faults) {
    super(joined(faults));
  }

  private static String joined(List<String> faults) {
    return faults.size() <= SHOWN
        ? String.join("\n", faults)
        : "%s\nand %,d more faults"
            .formatted(String.join("\n", faults.subList(0, SHOWN)), faults.size() - SHOWN);
  }
}
