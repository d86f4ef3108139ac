package io.gradus.experiments.progress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Words a {@link Status} in one line, and leaves out what matters least where the line is narrow. */
public final class StatusLine {
  private static final int SHORTEST_BAR = 8;
  private static final int LONGEST_BAR = 30;

  /** What to show of a step's metrics, the most telling first: a word, the keys it may have, how it is written. */
  private static final List<Shown> SHOWN = List.of(
      new Shown("reward", List.of("reward/mean"), v -> number(v)),
      new Shown("pass", List.of("pass_rate"), v -> percent(v)),
      new Shown("loss", List.of("loss"), v -> number(v)),
      new Shown("KL", List.of("kl"), v -> number(v)),
      new Shown("entropy", List.of("entropy"), v -> number(v)),
      new Shown("tokens/s", List.of("time/tokens_per_second"), v -> whole(v)));

  private StatusLine() {}

  /** For a log: everything, however long. */
  static String plain(Status status) {
    List<String> parts = status.phase().isPresent() ? List.of() : metrics(status);
    return head(status)
        + (parts.isEmpty() ? "" : ": " + String.join(", ", parts))
        + left(status, ", ");
  }

  /**
   * For a terminal: a bar and as many metrics as fit.
   *
   * @param width columns to stay within
   * @param unicode whether the terminal shows more than ASCII
   */
  static String bar(Status status, int width, boolean unicode) {
    String head = head(status);
    String left = left(status, "  ");
    List<String> parts = new ArrayList<>(status.phase().isPresent() ? List.of() : metrics(status));
    while (!parts.isEmpty()
        && head.length() + 1 + SHORTEST_BAR + joined(parts).length() + left.length() > width) {
      parts.remove(parts.size() - 1);
    }
    String tail = joined(parts) + left;
    int room = Math.min(LONGEST_BAR, width - head.length() - 1 - tail.length());
    String line = room < SHORTEST_BAR
        ? head + tail
        : head + " " + drawn(fraction(status), room, unicode) + tail;
    return line.length() <= width ? line : line.substring(0, Math.max(0, width));
  }

  private static String head(Status status) {
    String steps = "%s %d/%d".formatted(status.stage(), status.step(), status.steps());
    if (status.phase().isEmpty()) {
      return steps;
    }
    Status.PhaseStatus phase = status.phase().get();
    String doing = phase.total() > 0
        ? "%s %d/%d".formatted(phase.what(), phase.done(), phase.total())
        : "%s %d".formatted(phase.what(), phase.done());
    return status.stage().isEmpty() ? doing : steps + ", " + doing;
  }

  private static double fraction(Status status) {
    double done = status.phase().map(p -> (double) p.done()).orElse((double) status.step());
    double total = status.phase().map(p -> (double) p.total()).orElse((double) status.steps());
    return total <= 0 ? 0 : Math.min(1, Math.max(0, done / total));
  }

  private static String drawn(double fraction, int room, boolean unicode) {
    int full = (int) (fraction * room);
    return unicode
        ? "━".repeat(full) + "─".repeat(room - full)
        : "#".repeat(full) + "-".repeat(room - full);
  }

  private static String joined(List<String> parts) {
    return parts.isEmpty() ? "" : "  " + String.join("  ", parts);
  }

  private static String left(Status status, String separator) {
    return status.phase().isPresent()
        ? ""
        : status.left().map(d -> separator + clock(d) + " left").orElse("");
  }

  private static List<String> metrics(Status status) {
    List<String> parts = new ArrayList<>();
    for (Shown shown : SHOWN) {
      OptionalDouble value = shown.in(status.metrics());
      if (value.isPresent()) {
        parts.add(shown.word + " " + shown.format.of(value.getAsDouble()));
      }
    }
    return parts;
  }

  /** Hours only when there are some: {@code 3:07}, {@code 1:02:03}. */
  static String clock(Duration d) {
    long s = Math.max(0, d.toSeconds());
    return s < 3600
        ? "%d:%02d".formatted(s / 60, s % 60)
        : "%d:%02d:%02d".formatted(s / 3600, s / 60 % 60, s % 60);
  }

  private static String number(double v) {
    double size = Math.abs(v);
    String pattern =
        size == 0 || !Double.isFinite(v) || size >= 0.1 ? "%.3f" : size >= 1e-3 ? "%.4f" : "%.1e";
    return String.format(Locale.ROOT, pattern, v);
  }

  private static String percent(double v) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * v);
  }

  private static String whole(double v) {
    return String.format(Locale.ROOT, "%,.0f", v);
  }

  private record Shown(String word, List<String> keys, Format format) {
    OptionalDouble in(Map<String, Double> metrics) {
      return keys.stream()
          .map(metrics::get)
          .flatMap(v -> Optional.ofNullable(v).stream())
          .mapToDouble(v -> v)
          .findFirst();
    }
  }

  private interface Format {
    String of(double value);
  }
}
