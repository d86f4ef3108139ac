package io.gradus.experiments.binding;

import io.gradus.core.component.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Suggests a path that exists for a path that does not exist. */
public final class NearPath {
  private NearPath() {}

  /**
   * Returns {@code " Did you mean 'runs/quickstart'?"}, from the valid entries of the same folder; empty if no name is
   * near.
   */
  public static String beside(Path missing, Predicate<Path> valid) {
    Path parent = missing.getParent();
    return in(parent == null ? Path.of("") : parent, missing, valid);
  }

  /** Returns such a suggestion from the entries of another folder. */
  static String in(Path folder, Path missing, Predicate<Path> valid) {
    return Suggestion.nearest(String.valueOf(missing.getFileName()), names(folder, valid)).stream()
        .findFirst()
        .map(name -> " Did you mean '%s'?".formatted(folder.resolve(name)))
        .orElse("");
  }

  /** Returns the names of the valid entries of a folder, sorted; empty if the folder cannot be read. */
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
}
