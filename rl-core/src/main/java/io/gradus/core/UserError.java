package io.gradus.core;

import java.util.List;

/**
 * A mistake that the user can fix. Only its message is shown, without a stack trace, and the exit code is 2. The
 * message says what is wrong, where, and what to do.
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

  /**
   * Makes an error with several faults, one per line; if there are very many, with the first ones and the number of the
   * others.
   */
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
