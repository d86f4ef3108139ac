package io.gradus.experiments.progress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * The terminal that standard error is connected to.
 *
 * @param unicode whether it shows characters outside ASCII
 */
public record Terminal(boolean unicode) {
  private static final int USUAL_WIDTH = 80;
  private static final int NARROWEST = 20;

  /** The terminal behind standard error; empty for a file, a pipe or a terminal that cannot move its cursor. */
  static Optional<Terminal> ofStandardError() {
    String kind = System.getenv().getOrDefault("TERM", "");
    if (kind.isEmpty() || kind.equals("dumb") || askedColumns().isEmpty()) {
      return Optional.empty();
    }
    String encoding =
        System.getProperty("sun.stderr.encoding", System.getProperty("native.encoding", ""));
    return Optional.of(new Terminal(encoding.toUpperCase(Locale.ROOT).startsWith("UTF")));
  }

  /** Current number of columns of the window. */
  int columns() {
    return askedColumns().orElse(USUAL_WIDTH);
  }

  /**
   * Size of the terminal from a shell that inherits our standard error, because Java 17 only knows whether input and
   * output are a terminal. Without an answer, as on Windows, Gradus prints plain lines.
   */
  private static OptionalInt askedColumns() {
    try {
      Process asked = new ProcessBuilder("sh", "-c", "test -t 2 && stty size <&2")
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
      if (!asked.waitFor(1, TimeUnit.SECONDS)) {
        asked.destroyForcibly();
        return OptionalInt.empty();
      }
      String size =
          new String(asked.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      if (asked.exitValue() != 0 || !size.matches("\\d+ \\d{1,6}")) {
        return OptionalInt.empty();
      }
      int columns = Integer.parseInt(size.substring(size.indexOf(' ') + 1));
      return OptionalInt.of(columns < NARROWEST ? USUAL_WIDTH : columns);
    } catch (IOException e) {
      return OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }
}
