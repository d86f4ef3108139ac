package io.gradus.core;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports a reward that takes long, because a reward that never returns would otherwise hang a run silently. The first
 * report comes after some patience. The time between reports doubles each time.
 */
public final class RewardWatch implements AutoCloseable {
  /** Time before the first report, longer than any shipped verifier needs for a group, code tests included. */
  private static final long PATIENCE_MILLIS = 60_000;

  private static final Logger LOG = LoggerFactory.getLogger(RewardWatch.class);
  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "reward-watch");
        thread.setDaemon(true);
        return thread;
      });

  private final String what;
  private final Consumer<String> report;
  private final long begun = System.nanoTime();
  private volatile boolean closed;
  private volatile ScheduledFuture<?> next;

  private RewardWatch(String what, long millis, Consumer<String> report) {
    this.what = what;
    this.report = report;
    this.next = schedule(millis);
  }

  /** Watches the scoring of a group until it is closed. */
  public static RewardWatch of(Reward reward, Problem problem) {
    return of(reward, problem, PATIENCE_MILLIS, LOG::warn);
  }

  static RewardWatch of(Reward reward, Problem problem, long millis, Consumer<String> report) {
    String what = "the reward %s on problem '%s'"
        .formatted(PartFailure.name(reward), Printable.excerpt(problem.id()));
    return new RewardWatch(what, millis, report);
  }

  private ScheduledFuture<?> schedule(long millis) {
    return CLOCK.schedule(() -> tick(millis), millis, TimeUnit.MILLISECONDS);
  }

  private void tick(long millis) {
    if (closed) {
      return;
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
    report.accept(
        "%s has been running for %d s. If it never returns, stop the run with Ctrl-C, fix the reward, then use --resume."
            .formatted(what, seconds));
    next = schedule(2 * millis);
    if (closed) {
      next.cancel(false);
    }
  }

  @Override
  public void close() {
    closed = true;
    next.cancel(false);
  }
}
