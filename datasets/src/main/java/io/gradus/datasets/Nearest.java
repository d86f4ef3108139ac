package io.gradus.datasets;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/** Suggestion of the nearest valid name, for messages. */
final class Nearest {
  private static final int LONGEST = 200;
  private static final DamerauLevenshteinDistance DISTANCE = new DamerauLevenshteinDistance();

  private Nearest() {}

  /**
   * Returns {@code " Did you mean 'answer'?"}, or an empty text if no name is close: at most a third of the letters may
   * differ.
   */
  static String didYouMean(String wrong, Collection<String> valid) {
    if (wrong.isEmpty() || wrong.length() > LONGEST) {
      return "";
    }
    int tolerance = Math.max(1, wrong.length() / 3);
    return valid.stream()
        .filter(v -> v.length() <= LONGEST && distance(wrong, v) <= tolerance)
        .min(Comparator.comparingInt(v -> distance(wrong, v)))
        .map(v -> " Did you mean '%s'?".formatted(v))
        .orElse("");
  }

  private static int distance(String a, String b) {
    return DISTANCE.apply(a.toLowerCase(Locale.ROOT), b.toLowerCase(Locale.ROOT));
  }
}
