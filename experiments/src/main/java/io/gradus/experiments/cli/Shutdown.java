package io.gradus.experiments.cli;

import io.gradus.core.StopSignal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM: asks the run to stop and keeps the virtual machine alive until it has, for the native library must not be
 * torn down under a call.
 */
final class Shutdown implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  Shutdown(StopSignal stop) {
    hook = new Thread(() -> {
      stop.request();
      try {
        if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          System.err.println("still busy after " + PATIENCE_SECONDS + " s: leaving");
          Runtime.getRuntime().halt(1);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Going down already: the hook has been told.
      assert done.getCount() == 0;
    }
  }
}
