package io.gradus.core;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds reference data: in the folder {@code shared} beside the project, or else among the small copies that are part
 * of the repository. A test whose data are in neither is skipped, and {@link SkippedTests} counts it.
 */
public final class SharedData {
  /** How the message of every skipped test begins. */
  static final String SKIPPED = "skipped: no shared data ";

  private static final String COPIES = "rl-core/src/test/resources/shared/data";

  private SharedData() {}

  /** A file or folder of {@code shared/data}; skips the calling test where there is none. */
  public static Path require(String name) {
    Optional<Path> found = find(name);
    assumeTrue(
        found.isPresent(),
        () -> SKIPPED + "'" + name
            + "' above the working directory; set GRADUS_SHARED to the folder that holds 'data'");
    return found.orElseThrow();
  }

  /** The same, for programs and for tests that also have data of their own. */
  public static Optional<Path> find(String name) {
    return Stream.concat(shared(), above(COPIES))
        .map(folder -> folder.resolve(name))
        .filter(Files::exists)
        .findFirst();
  }

  private static Stream<Path> shared() {
    String named = Optional.ofNullable(System.getProperty("GRADUS_SHARED"))
        .orElse(System.getenv("GRADUS_SHARED"));
    return named == null ? above("shared/data") : Stream.of(Path.of(named, "data"), Path.of(named));
  }

  /** A folder of this name in the working directory, in its parent, and so on. */
  static Stream<Path> above(String name) {
    return Stream.iterate(Path.of("").toAbsolutePath(), p -> p != null, Path::getParent)
        .map(p -> p.resolve(name));
  }
}
