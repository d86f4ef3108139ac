package io.gradus.rewards.code.sandbox;

/** A failure of the sandbox, not of the code in it, so the sample cannot be judged. The message has the reason. */
public final class SandboxException extends Exception {
  private static final long serialVersionUID = 1L;

  public SandboxException(String message) {
    super(message);
  }

  public SandboxException(String message, Throwable cause) {
    super(message, cause);
  }
}
