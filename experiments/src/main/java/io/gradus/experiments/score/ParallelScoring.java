package io.gradus.experiments.score;

import io.gradus.core.UserError;
import io.gradus.experiments.rows.BadRow;
import io.gradus.experiments.rows.Lines;
import io.gradus.experiments.rows.RowText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/**
 * Scores lines in parallel and returns the results in the order of the lines. One thread reads, many score, and the
 * caller's thread takes the results. Rows and bytes in between are bounded, so a stream of any length fits. A result is
 * passed on as soon as all results before it exist, even if the stream pauses.
 */
final class ParallelScoring {
  /**
   * Largest number of rows in work. It is much larger than the number of threads, because one slow row delays the
   * results after it.
   */
  private static final int ROWS = 1_024;

  /** Largest number of bytes of lines in work; a row needs several times as much memory. */
  private static final int BYTES = 2 * Lines.LONGEST;

  private static final String EXAMPLE =
      "{\"verifier\": \"math-answer\", \"gold\": \"1/2\", \"answer\": \"0.5\"}";

  /** Receives the results. */
  interface Sink {
    void take(Result result) throws IOException;

    /** Called when no further result is available at the moment. */
    void pause() throws IOException;
  }

  private final Lines lines;
  private final Scoring scoring;
  private final int threads;
  private final Semaphore rows = new Semaphore(ROWS);
  private final Semaphore bytes = new Semaphore(BYTES);
  private final LinkedBlockingQueue<Underway> queue = new LinkedBlockingQueue<>();

  ParallelScoring(Lines lines, Scoring scoring, int threads) {
    this.lines = lines;
    this.scoring = scoring;
    this.threads = threads;
  }

  /** A row in work; an empty row marks the end. */
  private record Underway(Optional<Future<Result>> row, int bytes) {}

  /**
   * Runs until the end of the lines.
   *
   * @throws IOException from the sink
   * @throws UserError if the lines cannot be read any further, after passing on all earlier results
   */
  void run(Sink sink) throws IOException {
    ExecutorService workers = Executors.newFixedThreadPool(threads, daemons("score"));
    ExecutorService reader = Executors.newSingleThreadExecutor(daemons("lines"));
    Future<?> reading = reader.submit(() -> read(workers));
    try {
      for (Underway next = queue.take(); next.row().isPresent(); next = queue.take()) {
        sink.take(next.row().get().get());
        rows.release();
        bytes.release(next.bytes());
        Underway following = queue.peek();
        if (following == null || following.row().map(row -> !row.isDone()).orElse(false)) {
          sink.pause();
        }
      }
      reading.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UserError fault) {
        throw fault;
      }
      throw new IllegalStateException("a row could not be handled", e.getCause());
    } finally {
      reader.shutdownNow();
      workers.shutdownNow();
    }
  }

  private void read(ExecutorService workers) {
    try {
      for (Optional<Lines.Line> next = lines.next(); next.isPresent(); next = lines.next()) {
        Lines.Line line = next.get();
        rows.acquire();
        bytes.acquire(line.bytes().length);
        queue.add(
            new Underway(Optional.of(workers.submit(() -> result(line))), line.bytes().length));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the caller has stopped
    } finally {
      queue.add(new Underway(Optional.empty(), 0));
    }
  }

  private Result result(Lines.Line line) {
    if (line.blank()) {
      return new Result.Blank();
    }
    try {
      return scoring.score(RowText.read(line, EXAMPLE), line.number());
    } catch (BadRow e) {
      return new Result.Refused(line.number(), e.faults());
    } catch (StackOverflowError | OutOfMemoryError e) {
      return new Result.Refused(line.number(), List.of("too large or too deep to read: " + e));
    }
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
