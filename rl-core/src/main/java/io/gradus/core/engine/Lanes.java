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
 * The cores of the processor as lanes: threads whose native operations use one core each. The parts of a batch run
 * there in parallel, so that cores wait for one another once, not at every operation. This suits operations of
 * microseconds; the native library divides long operations better.
 */
public final class Lanes {
  /** Created lazily and not during class initialisation, because the threads run code of this class. */
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
              // a thread that never read its number takes the common number at its first operation,
              // even if another was
              // set before
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
    // each thread has its own number, but a new thread takes the last number set anywhere
    JniUtils.setNumThreads(count);
    return threads;
  }

  /** Returns the number of lanes: one per core that a native operation of this thread would use. */
  public static int count() {
    return Compute.threads();
  }

  /**
   * Runs each piece of work on its own lane, as far as there are lanes, and waits for all. A single piece runs on the
   * caller's thread with all cores. A call from a lane runs on that lane.
   *
   * @return results of the pieces, in order
   * @throws RuntimeException the failure of the first failed piece, in the order of {@code work}. An {@code Error}
   *     takes precedence over exceptions and is thrown instead
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
        // all must end before the caller closes their arrays
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
