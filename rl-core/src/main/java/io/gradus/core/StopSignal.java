package io.gradus.core;

import java.util.OptionalLong;

/**
 * A request to stop the run (Ctrl-C, SIGTERM). Code checks for the request between native calls, so that no native call
 * is interrupted.
 */
public final class StopSignal {
  private volatile boolean requested;

  /** Thrown at a point where the run can stop, because no work is half done. */
  public static final class StopRequested extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialised
    private final OptionalLong completedStep;

    StopRequested(OptionalLong completedStep) {
      super("stopped on request", null, false, false);
      this.completedStep = completedStep;
    }

    /**
     * Returns the step that the current weights completed. It is empty in the middle of a step and outside a stage,
     * when there is nothing to save.
     */
    public OptionalLong completedStep() {
      return completedStep;
    }

    /** Returns the same request, with the step that the weights completed. */
    public StopRequested at(OptionalLong step) {
      return new StopRequested(step);
    }
  }

  /** Requests a stop; may be called from any thread. */
  public void request() {
    requested = true;
  }

  public boolean requested() {
    return requested;
  }

  /**
   * Marks a point where the run may stop.
   *
   * @throws StopRequested if a stop was requested
   */
  public void check() {
    if (requested) {
      throw new StopRequested(OptionalLong.empty());
    }
  }
}
