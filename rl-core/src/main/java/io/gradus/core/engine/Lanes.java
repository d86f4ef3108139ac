package io.gradus.core.engine;

import ai.djl.pytorch.jni.JniUtils;
import com.google.common.base.Suppliers;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * The cores of the processor as lanes: threads whose native operations use one core each. Work that falls into parts runs there side
 * by side, and waits for the other cores once, not at every operation. That is for operations of microseconds; long ones are better
 * shared out by the native library.
 */
public final class Lanes {
  /** Not while the class is initialised: its threads run code of this class. */
  private static final Supplier<Lanes> ALL = Suppliers.memoize(() -> new Lanes(Compute.threads()));

  private final int count;
  private final ExecutorService threads;

  private Lanes(int count) {
    this.count = count;
    CountDownLatch ready = new CountDownLatch(count);
    threads = Executors.newFixedThreadPool(count, work -> {
      Thread thread = new Thread(
          () -> {
            // A thread that has never asked takes the common number at its first operation,
            // whatever it was told before.
            JniUtils.getNumThreads();
            JniUtils.setNumThreads(1);
            ready.countDown();
            work.run();
          },
          "lane");
      thread.setDaemon(true);
      return thread;
    });
    for (int i = 0; i < count; i++) {
      threads.execute(() -> {});
    }
    Uninterruptibles.awaitUninterruptibly(ready);
    // The number is the thread's own, but new threads take the last one that was said.
    JniUtils.setNumThreads(count);
  }

  /** How many there are: one for each core that a native operation would use. */
  public static int count() {
    return ALL.get().count;
  }

  /**
   * Runs each piece of work on a lane of its own, as far as there are lanes, and waits for all. A single one runs on the caller's thread,
   * with all cores.
   *
   * @return what each returns, in order
   * @throws RuntimeException the first, in order, of those that were thrown
   */
  public static <T> List<T> run(List<? extends Supplier<T>> work) {
    if (work.size() == 1) {
      return List.of(work.get(0).get());
    }
    List<Future<T>> begun = new ArrayList<>();
    for (Supplier<T> each : work) {
      begun.add(ALL.get().threads.submit(each::get));
    }
    List<T> results = new ArrayList<>();
    RuntimeException failure = null;
    for (Future<T> each : begun) {
      try {
        results.add(Uninterruptibles.getUninterruptibly(each));
      } catch (ExecutionException e) {
        // All must have ended before their arrays are closed.
        RuntimeException thrown = e.getCause() instanceof RuntimeException r
            ? r
            : new IllegalStateException(e.getCause());
        if (failure == null) {
          failure = thrown;
        } else {
          failure.addSuppressed(thrown);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return results;
  }
}
