package io.gradus.core;

import java.util.List;

/**
 * A mistake that the person at the keyboard can mend: shown as it is, without a stack trace, exit code 2. The message says
 * what, where, and what to do.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserError(String message) {
    super(message);
  }

  public UserError(String message, Throwable cause) {
    super(message, cause);
  }

  /** Several faults at once, a line each. */
  public UserError(List<String> faults) {
    super(String.join("\n", faults));
  }
}
