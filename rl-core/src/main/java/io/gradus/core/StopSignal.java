package io.gradus.core;

/** Whether somebody asked the run to stop (Ctrl-C, SIGTERM). Asked between native calls, so that none is cut off. */
public final class StopSignal {
  private volatile boolean requested;

  /** Thrown where the run can be left: nothing is half done. */
  public static final class StopRequested extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StopRequested() {
      super("stopped on request", null, false, false);
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
   * @throws StopRequested if a stop was asked for
   */
  public void check() {
    if (requested) {
      throw new StopRequested();
    }
  }
}
