package io.gradus.rewards.code.sandbox;

/** The sandbox failed, not the code in it: the sample can't be judged. The message says how. */
public final class SandboxException extends Exception {
  private static final long serialVersionUID = 1L;

  public SandboxException(String message) {
    super(message);
  }

  public SandboxException(String message, Throwable cause) {
    super(message, cause);
  }
}
