package io.gradus.experiments.progress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a {@link Status} as one line. A narrow line leaves out the least important metrics. */
public final class StatusLine {
  private static final int SHORTEST_BAR = 8;
  private static final int LONGEST_BAR = 30;

  private static final String REWARD = "reward/mean";

  /** Metrics of a step, the most important first: word, metric and format. */
  private static final List<Shown> SHOWN = List.of(
      new Shown("reward", REWARD, StatusLine::number),
      new Shown("pass", "pass_rate", StatusLine::percent),
      new Shown("signal", "groups/without_signal", without -> percent(1 - without)),
      new Shown("length", "length/mean", StatusLine::whole),
      new Shown("truncated", "truncated", StatusLine::percent),
      // A policy loss is always near 0, so only stages without rewards show their loss.
      new Shown("loss", "loss", StatusLine::number),
      new Shown("KL", "kl", StatusLine::number),
      new Shown("entropy", "entropy", StatusLine::number),
      new Shown("tokens/s", "time/tokens_per_second", StatusLine::whole));

  private StatusLine() {}

  /** Complete line for a log. */
  static String plain(Status status) {
    List<String> parts = status.phase().isPresent() ? List.of() : metrics(status);
    return head(status)
        + (parts.isEmpty() ? "" : ": " + String.join(", ", parts))
        + left(status, ", ");
  }

  /**
   * Line for a terminal: a bar and as many metrics as fit.
   *
   * @param width largest number of columns
   * @param unicode whether the terminal shows characters outside ASCII
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
    // The time of the following stages is unknown, so the time of the whole run cannot be
    // estimated.
    String of = status.then().isEmpty() ? "" : " of " + status.stage();
    String then = status.then().isEmpty() ? "" : ", then " + String.join(", ", status.then());
    return status.phase().isPresent()
        ? ""
        : status.left().map(d -> separator + clock(d) + " left" + of + then).orElse("");
  }

  private static List<String> metrics(Status status) {
    List<String> parts = new ArrayList<>();
    boolean rewarded = status.metrics().containsKey(REWARD);
    for (Shown shown : SHOWN) {
      Double value = status.metrics().get(shown.key);
      if (value != null && !(rewarded && shown.key.equals("loss"))) {
        parts.add(shown.word + " " + shown.format.of(value));
      }
    }
    return parts;
  }

  /** Duration with hours only if needed: {@code 3:07}, {@code 1:02:03}. */
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

  private record Shown(String word, String key, Format format) {}

  private interface Format {
    String of(double value);
  }
}
