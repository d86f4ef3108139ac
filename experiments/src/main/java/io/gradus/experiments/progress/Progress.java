package io.gradus.experiments.progress;

import com.google.common.collect.ImmutableMap;
import io.gradus.core.Printable;
import io.gradus.experiments.progress.Status.PhaseStatus;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows the progress of a run: stage, step, reward, pass rate, share of groups with signal, length, truncation and the
 * time left. It writes to standard error only. A terminal shows one line that is redrawn. A file gets at most one line
 * every ten seconds, and the last line.
 *
 * <pre>{@code
 * try (Progress progress = Progress.onStandardError()) {
 *   progress.start("grpo", 200);
 *   progress.update(1, metrics);
 *   try (Progress.Phase evaluation = progress.phase("evaluating countdown", 500)) {
 *     evaluation.advance(64);
 *   }
 *   progress.note("step 7: no group has any signal");
 * }
 * }</pre>
 *
 * <p>All methods may be called from any thread. Closing ends the heartbeat's thread.
 */
public final class Progress implements AutoCloseable {
  /** Weight of the newest step in the pace. */
  private static final double NEWEST = 0.2;

  private final Screen screen;
  private final InstantSource clock;
  private final @Nullable ScheduledExecutorService heart;

  private String stage = "";
  private boolean running;
  private long steps;
  private long step;
  private Map<String, Double> metrics = Map.of();
  private Instant begun = Instant.EPOCH;
  private Instant lastStep = Instant.EPOCH;
  private double secondsPerStep = Double.NaN;
  private Course course = Course.ALONE;
  private double phases;
  private double secondsPerEvaluation;
  private @Nullable Phase phase;

  Progress(Screen screen, InstantSource clock) {
    this.screen = screen;
    this.clock = clock;
    long beat = screen.heartbeat().toMillis();
    if (beat == 0) {
      heart = null;
    } else {
      heart = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
      });
      var unused = heart.scheduleAtFixedRate(this::show, beat, beat, TimeUnit.MILLISECONDS);
    }
  }

  /** Progress on standard error: one redrawn line on a terminal, plain lines elsewhere. */
  public static Progress onStandardError() {
    Screen screen = Terminal.ofStandardError()
        .<Screen>map(t -> new Screen.OnTerminal(EscapingStream.rawError(), t))
        .orElseGet(() -> new Screen.AsLines(System.err));
    return new Progress(screen, InstantSource.system());
  }

  /** Progress that shows nothing. */
  public static Progress silent() {
    return new Progress(
        new Screen.AsLines(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)),
        Instant::now);
  }

  /** Begins a stage, and ends the stage before it. */
  public void start(String stage, long steps) {
    start(stage, steps, 0);
  }

  /** Continues a stage of a resumed run after {@code done} of its steps. */
  public void start(String stage, long steps, long done) {
    start(stage, steps, done, Course.ALONE);
  }

  /** Begins or continues a stage, with the remaining work in and after the stage. */
  public synchronized void start(String stage, long steps, long done, Course course) {
    finishStage();
    this.course = course;
    closeEvaluation();
    this.stage = Printable.text(stage);
    this.steps = steps;
    step = done;
    metrics = Map.of();
    begun = clock.instant();
    lastStep = begun;
    secondsPerStep = Double.NaN;
    running = true;
    screen.begin("%s: %d steps%s"
        .formatted(this.stage, steps, done == 0 ? "" : ", continuing after step " + done));
    if (heart != null) {
      show();
    }
  }

  /** Shows a finished step. */
  public synchronized void update(long step, Map<String, Double> metrics) {
    Instant now = clock.instant();
    long taken = step - this.step;
    if (taken > 0) {
      double pace = Duration.between(lastStep, now).toNanos() / 1e9 / taken;
      secondsPerStep =
          Double.isNaN(secondsPerStep) ? pace : NEWEST * pace + (1 - NEWEST) * secondsPerStep;
    }
    closeEvaluation();
    this.step = step;
    this.metrics = ImmutableMap.copyOf(new LinkedHashMap<>(metrics));
    lastStep = now;
    show();
  }

  /** Ends an evaluation at the next step. Each of its benchmarks was a phase. */
  private void closeEvaluation() {
    secondsPerEvaluation = phases > 0 ? phases : secondsPerEvaluation;
    phases = 0;
  }

  /**
   * Begins other work than steps, such as an evaluation. Closing the returned phase ends it.
   *
   * @param total amount of work; 0 if unknown
   */
  public synchronized Phase phase(String what, long total) {
    phase = new Phase(Printable.text(what), total, clock.instant());
    show();
    return phase;
  }

  /**
   * Shows a permanent line, such as a warning. Control characters, which a completion may contain, are made visible.
   */
  public synchronized void note(String line) {
    screen.note(Printable.text(line));
  }

  @Override
  public void close() {
    synchronized (this) {
      finishStage();
    }
    if (heart != null) {
      heart.shutdownNow();
      try {
        boolean ended = heart.awaitTermination(1, TimeUnit.SECONDS);
        assert ended;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized void show() {
    if (running || phase != null) {
      screen.show(status(), clock.instant());
    }
  }

  private void finishStage() {
    if (!running) {
      return;
    }
    running = false;
    Status last =
        new Status(stage, step, steps, metrics, Optional.empty(), List.of(), Optional.empty());
    String took = StatusLine.clock(Duration.between(begun, clock.instant()));
    screen.end(StatusLine.plain(last) + ", took " + took);
  }

  private Status status() {
    Phase current = phase;
    return new Status(
        stage,
        step,
        steps,
        metrics,
        left(),
        course.then(),
        Optional.ofNullable(current).map(p -> new PhaseStatus(p.what, p.done, p.total)));
  }

  private Optional<Duration> left() {
    if (Double.isNaN(secondsPerStep) || step >= steps) {
      return Optional.empty();
    }
    double rest = (steps - step) * secondsPerStep
        + course.evaluationsAfter(step, steps) * secondsPerEvaluation
        - Duration.between(lastStep, clock.instant()).toNanos() / 1e9;
    return Optional.of(Duration.ofMillis((long) (1000 * Math.max(0, rest))));
  }

  /** Work that interrupts the steps. Its time does not count for the time per step. */
  public final class Phase implements AutoCloseable {
    private final String what;
    private final long total;
    private final Instant begun;
    private long done;

    private Phase(String what, long total, Instant begun) {
      this.what = what;
      this.total = total;
      this.begun = begun;
    }

    /** Sets the amount of finished work. */
    public void advance(long done) {
      synchronized (Progress.this) {
        this.done = done;
        show();
      }
    }

    @Override
    public void close() {
      synchronized (Progress.this) {
        if (phase != this) {
          return;
        }
        phase = null;
        Duration took = Duration.between(begun, clock.instant());
        lastStep = lastStep.plus(took);
        phases += took.toNanos() / 1e9;
        String all = total > 0 ? " of " + total : "";
        String summary = "%s: %d%s, took %s".formatted(what, done, all, StatusLine.clock(took));
        if (running) {
          show();
          screen.note("%s %d/%d, %s".formatted(stage, step, steps, summary));
        } else {
          screen.end(summary);
        }
      }
    }
  }
}
