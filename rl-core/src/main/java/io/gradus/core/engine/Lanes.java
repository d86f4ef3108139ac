package io.gradus.core.engine;

import ai.djl.pytorch.jni.JniUtils;
import com.google.common.base.Suppliers;
import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cores of the processor as lanes: threads whose native operations use one core each. Work that falls into parts runs there side
 * by side, and waits for the other cores once, not at every operation. That is for operations of microseconds; long ones are better
 * shared out by the native library.
 */
public final class Lanes {
  /** Not made while the class is initialised: the threads run code of this class. */
  private static final Supplier<ExecutorService> THREADS = Suppliers.memoize(Lanes::start);

  private Lanes() {}

  private static final class Lane extends Thread {
    private Lane(Runnable work, int number) {
      super(work, "lane-" + number);
      setDaemon(true);
    }
  }

  private static ExecutorService start() {
    int count = count();
    CountDownLatch ready = new CountDownLatch(count);
    AtomicInteger number = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(
        count,
        work -> new Lane(
            () -> {
              // A thread that has never asked takes the common number at its first operation,
              // whatever it was told before.
              JniUtils.getNumThreads();
              JniUtils.setNumThreads(1);
              ready.countDown();
              work.run();
            },
            number.getAndIncrement()));
    for (int i = 0; i < count; i++) {
      threads.execute(() -> {});
    }
    Uninterruptibles.awaitUninterruptibly(ready);
    // The number is the thread's own, but a new thread takes the last one that was said.
    JniUtils.setNumThreads(count);
    return threads;
  }

  /** How many there are: one for each core that a native operation of this thread would use. */
  public static int count() {
    return Compute.threads();
  }

  /**
   * Runs each piece of work on a lane of its own, as far as there are lanes, and waits for all. A single one runs on the caller's thread,
   * with all cores; what a lane calls runs on that lane.
   *
   * @return what each returns, in order
   * @throws RuntimeException or an error: the first in order of those that were thrown, errors first
   */
  public static <T> List<T> run(List<? extends Supplier<T>> work) {
    List<T> results = new ArrayList<>();
    if (work.size() == 1 || Thread.currentThread() instanceof Lane) {
      work.forEach(each -> results.add(each.get()));
      return results;
    }
    List<Future<T>> begun = new ArrayList<>();
    for (Supplier<T> each : work) {
      begun.add(THREADS.get().submit(each::get));
    }
    Throwable failure = null;
    for (Future<T> each : begun) {
      try {
        results.add(Uninterruptibles.getUninterruptibly(each));
      } catch (ExecutionException e) {
        // All must have ended before the caller closes their arrays.
        failure = worse(failure, Objects.requireNonNull(e.getCause()));
      }
    }
    if (failure != null) {
      Throwables.throwIfUnchecked(failure);
      throw new IllegalStateException(failure);
    }
    return results;
  }

  private static Throwable worse(@Nullable Throwable first, Throwable second) {
    if (first == null) {
      return second;
    }
    boolean later = second instanceof Error && !(first instanceof Error);
    Throwable worst = later ? second : first;
    worst.addSuppressed(later ? first : second);
    return worst;
  }
}
