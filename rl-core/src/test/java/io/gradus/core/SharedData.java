package io.gradus.core;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the reference data that is kept beside the project, or skips the test in words. */
public final class SharedData {
  private SharedData() {}

  /** A file or folder of {@code shared/data}; where there is none the calling test is skipped. */
  public static Path require(String name) {
    Optional<Path> found = find(name);
    assumeTrue(
        found.isPresent(),
        () -> "skipped: no shared/data/" + name
            + " above the working directory; say where 'shared' is with GRADUS_SHARED");
    return found.orElseThrow();
  }

  /** The same, for programs and for tests that have data of their own as well. */
  public static Optional<Path> find(String name) {
    return folders().map(f -> f.resolve(name)).filter(Files::exists).findFirst();
  }

  private static Stream<Path> folders() {
    String told = Optional.ofNullable(System.getProperty("GRADUS_SHARED"))
        .orElse(System.getenv("GRADUS_SHARED"));
    if (told != null) {
      return Stream.of(Path.of(told, "data"), Path.of(told));
    }
    return Stream.iterate(Path.of("").toAbsolutePath(), p -> p != null, Path::getParent)
        .map(p -> p.resolve("shared/data"));
  }
}
