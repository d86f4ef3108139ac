package io.gradus.core.checkpoint;

import java.util.Comparator;
import java.util.regex.Pattern;

/** The order of checkpoints by their names: {@code 9-grpo} is older than {@code 10-grpo}. */
final class CheckpointOrder {
  private static final Pattern DIGITS = Pattern.compile("\\d+");

  /** Compares sequences of digits by their value, and everything else by its characters. */
  static final Comparator<String> BY_POSITION = Comparator.comparing(
          (String name) -> DIGITS.matcher(name).replaceAll(m -> padded(m.group())))
      .thenComparing(Comparator.naturalOrder());

  private CheckpointOrder() {}

  private static String padded(String digits) {
    return "0".repeat(Math.max(0, 20 - digits.length())) + digits;
  }
}
