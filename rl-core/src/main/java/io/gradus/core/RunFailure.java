package io.gradus.core;

/** A safety check stopped the run before its weights changed. The message names the step, the sample and the remedy. */
public final class RunFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RunFailure(String message) {
    super(message);
  }

  public RunFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
