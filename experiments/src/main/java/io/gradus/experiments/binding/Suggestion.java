package io.gradus.experiments.binding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/**
 * The valid names nearest to a misspelt one: at most a third of it (at least one letter) has to be changed, where two
 * swapped letters are one change and case, {@code _} and {@code -} are none; else the names that begin with it.
 */
public final class Suggestion {
  private static final int SHORTEST_BEGINNING = 3;
  private static final int LONGEST_NAME = 200;
  private static final DamerauLevenshteinDistance DISTANCE = new DamerauLevenshteinDistance();

  private Suggestion() {}

  /** The nearest names, all at the same distance, in the order given; none if none is near. */
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

  /** {@code " Did you mean 'epsilon'?"}, to be put behind a message; empty if no name is near. */
  public static String didYouMean(String wrong, Collection<String> valid) {
    List<String> nearest = nearest(wrong, valid);
    return nearest.isEmpty()
        ? ""
        : nearest.stream()
            .map(n -> "'" + n + "'")
            .collect(Collectors.joining(" or ", " Did you mean ", "?"));
  }

  /** {@code " Did you mean 'runs/quickstart'?"} for a path that is not there, of the entries beside it that are valid; or empty. */
  public static String beside(Path missing, Predicate<Path> valid) {
    Path parent = missing.getParent();
    return in(parent == null ? Path.of("") : parent, missing, valid);
  }

  /** The same of the entries of a folder. */
  static String in(Path folder, Path missing, Predicate<Path> valid) {
    return nearest(String.valueOf(missing.getFileName()), names(folder, valid)).stream()
        .findFirst()
        .map(name -> " Did you mean '%s'?".formatted(folder.resolve(name)))
        .orElse("");
  }

  /** Of the valid entries of a folder, in order; none where it cannot be read. */
  static List<String> names(Path folder, Predicate<Path> valid) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(valid)
          .map(entry -> String.valueOf(entry.getFileName()))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String plain(String name) {
    return Key.kebab(name).replace('_', '-').toLowerCase(Locale.ROOT);
  }
}
