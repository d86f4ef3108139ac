package io.gradus.experiments.doctor;

import java.util.List;
import java.util.stream.Collectors;

/** Writes counts and quotations of findings. */
final class Wording {
  private static final int SHOWN = 3;
  private static final int LONGEST = 160;

  private Wording() {}

  /** {@code a; b; c; and 9 more}. */
  static String some(List<String> items) {
    String first =
        items.stream().limit(SHOWN).map(Wording::brief).collect(Collectors.joining("; "));
    return items.size() > SHOWN ? "%s; and %,d more".formatted(first, items.size() - SHOWN) : first;
  }

  /** Beginning of a text. */
  static String brief(String text) {
    return text.length() <= LONGEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, LONGEST))) + "...";
  }

  /** {@code 12 of 500 (2.4 %)}. */
  static String of(long part, long all) {
    return "%,d of %,d (%.1f %%)".formatted(part, all, 100.0 * part / Math.max(1, all));
  }
}
