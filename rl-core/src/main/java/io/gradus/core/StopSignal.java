package io.gradus.core;

import java.util.OptionalLong;

/** A request to stop the run (Ctrl-C, SIGTERM). Code asks between native calls, so that none is cut off. */
public final class StopSignal {
  private volatile boolean requested;

  /** Thrown at a point where the run can be left because nothing is half done. */
  public static final class StopRequested extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialised
    private final OptionalLong completedStep;

    StopRequested(OptionalLong completedStep) {
      super("stopped on request", null, false, false);
      this.completedStep = completedStep;
    }

    /**
     * The step whose end the present weights are. Empty between the optimizer steps of one step, and outside a stage: then
     * there is nothing to save.
     */
    public OptionalLong completedStep() {
      return completedStep;
    }

    /** The same request, with the step whose end the weights are. */
    public StopRequested at(OptionalLong step) {
      return new StopRequested(step);
    }
  }

  /** Asks for a stop; may be called from any thread. */
  public void request() {
    requested = true;
  }

  public boolean requested() {
    return requested;
  }

  /**
   * A point where the run may be left.
   *
   * @throws StopRequested if somebody asked for a stop
   */
  public void check() {
    if (requested) {
      throw new StopRequested(OptionalLong.empty());
    }
  }
}
