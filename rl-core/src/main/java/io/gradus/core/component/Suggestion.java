package io.gradus.core.component;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/**
 * Search for the valid names nearest to a misspelt one. At most a third of the letters (at least one) may differ. Two
 * swapped letters count as one change; case, {@code _} and {@code -} count as none. If no name is near, names that
 * begin with the misspelt one are taken.
 */
public final class Suggestion {
  private static final int SHORTEST_BEGINNING = 3;
  private static final int LONGEST_NAME = 200;
  private static final DamerauLevenshteinDistance DISTANCE = new DamerauLevenshteinDistance();

  private Suggestion() {}

  /** Returns at most three nearest names, all at the same distance, in the given order; empty if no name is similar. */
  public static List<String> nearest(String wrong, Collection<String> valid) {
    String name = plain(wrong);
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      return List.of();
    }
    int tolerance = Math.max(1, name.length() / 3);
    int least = valid.stream()
        .mapToInt(v -> DISTANCE.apply(name, plain(v)))
        .min()
        .orElse(Integer.MAX_VALUE);
    if (least <= tolerance && least < name.length()) {
      return valid.stream()
          .filter(v -> DISTANCE.apply(name, plain(v)) == least)
          .limit(3)
          .toList();
    }
    return valid.stream()
        .filter(v -> name.length() >= SHORTEST_BEGINNING && plain(v).startsWith(name))
        .limit(3)
        .toList();
  }

  /** Returns {@code " Did you mean 'epsilon'?"}, to append to a message; empty if no name is similar. */
  public static String didYouMean(String wrong, Collection<String> valid) {
    List<String> nearest = nearest(wrong, valid);
    return nearest.isEmpty()
        ? ""
        : nearest.stream()
            .map(n -> "'" + n + "'")
            .collect(Collectors.joining(" or ", " Did you mean ", "?"));
  }

  private static String plain(String name) {
    return KebabCase.of(name).replace('_', '-');
  }
}
