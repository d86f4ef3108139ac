package io.gradus.experiments.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Display of progress. Its methods are called by one thread at a time. */
public interface Screen {
  /** Time between two refreshes without an event; zero for none. */
  Duration heartbeat();

  /** Shows that a stage or a phase begins. */
  void begin(String what);

  /** Shows the current status. */
  void show(Status status, Instant now);

  /** Shows that the stage or phase has ended; the summary stays on the screen. */
  void end(String summary);

  /** Shows a permanent line. */
  void note(String line);

  /** One redrawn line on a terminal. */
  final class OnTerminal implements Screen {
    private static final Duration FASTEST = Duration.ofMillis(100);
    private static final String CLEAR = "\r\033[K";
    /**
     * Makes the terminal cut lines at its edge while we draw, so that the status stays one line in a narrower window.
     */
    private static final String NO_WRAP = "\033[?7l";

    private static final String WRAP = "\033[?7h";

    private final PrintStream out;
    private final Terminal terminal;
    private int width;
    private Instant lastDrawn = Instant.MIN;
    private @Nullable Status shown;

    OnTerminal(PrintStream out, Terminal terminal) {
      this.out = out;
      this.terminal = terminal;
      this.width = terminal.columns();
    }

    @Override
    public Duration heartbeat() {
      return Duration.ofSeconds(1);
    }

    @Override
    public void begin(String what) {
      width = terminal.columns();
      lastDrawn = Instant.MIN;
    }

    @Override
    public void show(Status status, Instant now) {
      shown = status;
      if (lastDrawn.equals(Instant.MIN) || !now.isBefore(lastDrawn.plus(FASTEST))) {
        lastDrawn = now;
        draw(status);
      }
    }

    @Override
    public void end(String summary) {
      shown = null;
      out.print(CLEAR + summary + "\n");
      out.flush();
    }

    @Override
    public void note(String line) {
      out.print(CLEAR + line + "\n");
      if (shown != null) {
        draw(shown);
      }
      out.flush();
    }

    private void draw(Status status) {
      // The last column stays free, because some terminals wrap as soon as it is written.
      out.print(NO_WRAP + CLEAR + StatusLine.bar(status, width - 1, terminal.unicode()) + WRAP);
      out.flush();
    }
  }

  /** A few plain lines, for files, pipes and continuous integration. */
  final class AsLines implements Screen {
    private static final Duration FASTEST = Duration.ofSeconds(10);

    private final PrintStream out;
    private Instant lastLine = Instant.MIN;

    AsLines(PrintStream out) {
      this.out = out;
    }

    @Override
    public Duration heartbeat() {
      return Duration.ZERO;
    }

    @Override
    public void begin(String what) {
      out.println(what);
      out.flush();
    }

    @Override
    public void show(Status status, Instant now) {
      if (lastLine.equals(Instant.MIN) || !now.isBefore(lastLine.plus(FASTEST))) {
        lastLine = now;
        out.println(StatusLine.plain(status));
        out.flush();
      }
    }

    @Override
    public void end(String summary) {
      out.println(summary);
      out.flush();
    }

    @Override
    public void note(String line) {
      out.println(line);
      out.flush();
    }
  }
}
