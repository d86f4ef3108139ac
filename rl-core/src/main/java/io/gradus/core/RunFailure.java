package io.gradus.core;

/** A safety check stopped the run before its weights were touched: the message says the step, the sample, and what to do. */
public final class RunFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RunFailure(String message) {
    super(message);
  }

  public RunFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
