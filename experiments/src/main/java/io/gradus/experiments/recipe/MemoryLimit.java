package io.gradus.experiments.recipe;

import io.gradus.core.component.Labelled;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Limit of a run's resident memory.
 *
 * @param label {@code auto} for four fifths of the memory of the machine or container, or a size such as {@code 12GiB}
 */
public record MemoryLimit(String label) implements Labelled {
  /** Share of the machine's memory with {@code auto}. The rest is for the system and its file cache. */
  private static final double SHARE = 0.8;

  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?) ?(KiB|MiB|GiB|TiB)");

  public MemoryLimit {
    if (!label.equals("auto") && !SIZE.matcher(label).matches()) {
      String remedy = label.matches("(?i)\\d{1,9}(\\.\\d{1,3})? ?[kmgt]i?b?")
          ? " Write the unit as KiB, MiB, GiB or TiB."
          : "";
      throw new IllegalArgumentException(
          "must be auto or a size such as 12GiB or 800MiB, but is '%s'.%s"
              .formatted(label, remedy));
    }
  }

  /**
   * Returns the limit in bytes; {@link Long#MAX_VALUE} if it is {@code auto} and the memory of the machine is unknown.
   */
  public long bytes() {
    Matcher size = SIZE.matcher(label);
    if (!size.matches()) {
      return ManagementFactory.getOperatingSystemMXBean()
              instanceof com.sun.management.OperatingSystemMXBean system
          ? (long) (SHARE * system.getTotalMemorySize())
          : Long.MAX_VALUE;
    }
    int shift = switch (size.group(2).charAt(0)) {
      case 'K' -> 10;
      case 'M' -> 20;
      case 'G' -> 30;
      default -> 40;
    };
    return (long) (Double.parseDouble(size.group(1)) * (1L << shift));
  }

  /** Returns the limit in MiB or GiB, for messages. */
  public String words() {
    long bytes = bytes();
    if (bytes == Long.MAX_VALUE) {
      return "all the memory of this machine";
    }
    return bytes < 1L << 30
        ? (bytes >> 20) + " MiB"
        : String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
