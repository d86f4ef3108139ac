package io.gradus.experiments.cli;

import io.gradus.core.StopSignal;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Handles Ctrl-C and SIGTERM. It asks the work to stop. The virtual machine stays alive until then, because the native
 * library must not be unloaded during a call.
 */
final class Shutdown {
  private static final long PATIENCE_SECONDS = 60;
  /** Exit code after SIGTERM. The shutdown hook does not know which signal arrived. */
  private static final int STOPPED = 143;

  private Shutdown() {}

  /** Ends this process as SIGTERM does, when its standard input ends. */
  static void whenInputEnds() {
    Thread watch = new Thread(
        () -> {
          try {
            while (System.in.read() >= 0) {
              // what is written does not matter
            }
          } catch (IOException e) {
            // a closed input has ended, too
          }
          System.exit(STOPPED);
        },
        "input");
    watch.setDaemon(true);
    watch.start();
  }

  /**
   * Runs work that checks for a stop between native calls.
   *
   * @param remedy is printed if the work was stopped
   */
  static <T> T guard(StopSignal stop, String remedy, Supplier<T> work) {
    CountDownLatch done = new CountDownLatch(1);
    Thread hook = new Thread(() -> {
      stop.request();
      try {
        if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          System.err.println("still busy after " + PATIENCE_SECONDS + " s: leaving");
          Runtime.getRuntime().halt(STOPPED);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.get();
    } catch (StopSignal.StopRequested e) {
      System.err.println("stopped" + remedy);
      throw e;
    } finally {
      done.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The shutdown has begun: the hook runs, and the exit code will be the signal's.
        assert done.getCount() == 0;
      }
    }
  }
}
