package io.gradus.experiments.recipe;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much memory a run may take.
 *
 * @param bytes resident
 */
public record MemoryLimit(long bytes) {
  /** Of the machine's: the rest is for the system and for files. */
  private static final double SHARE = 0.8;

  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?) ?(KiB|MiB|GiB|TiB)");

  /**
   * Reads what a recipe says.
   *
   * @param text {@code auto}: four fifths of what the machine, or the container, has; or a size such as {@code 12GiB}
   * @throws IllegalArgumentException if it is neither
   */
  public static MemoryLimit of(String text) {
    if (text.equals("auto")) {
      return ManagementFactory.getOperatingSystemMXBean()
              instanceof com.sun.management.OperatingSystemMXBean system
          ? new MemoryLimit((long) (SHARE * system.getTotalMemorySize()))
          : new MemoryLimit(Long.MAX_VALUE);
    }
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new IllegalArgumentException(
          "memory: must be auto or a size such as 12GiB or 800MiB, but is '%s'".formatted(text));
    }
    int shift = switch (size.group(2).charAt(0)) {
      case 'K' -> 10;
      case 'M' -> 20;
      case 'G' -> 30;
      default -> 40;
    };
    return new MemoryLimit((long) (Double.parseDouble(size.group(1)) * (1L << shift)));
  }

  @Override
  public String toString() {
    return bytes == Long.MAX_VALUE
        ? "all there is"
        : bytes < 1L << 30
            ? (bytes >> 20) + " MiB"
            : String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
