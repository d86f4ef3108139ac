package io.gradus.datasets;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/** The name that was probably meant, for messages. */
final class Nearest {
  private static final int LONGEST = 200;
  private static final DamerauLevenshteinDistance DISTANCE = new DamerauLevenshteinDistance();

  private Nearest() {}

  /** {@code " Did you mean 'answer'?"}, or nothing if no name is within a third of the letters. */
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
