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
    Optional<Path> found =
        folders().map(f -> f.resolve(name)).filter(Files::exists).findFirst();
    assumeTrue(
        found.isPresent(),
        () -> "skipped: no shared/data/" + name
            + " above the working directory; say where 'shared' is with GRADUS_SHARED");
    return found.orElseThrow();
  }

  private static Stream<Path> folders() {
    Stream<Path> told = Stream.of(
            Optional.ofNullable(System.getProperty("GRADUS_SHARED")),
            Optional.ofNullable(System.getenv("GRADUS_SHARED")))
        .flatMap(Optional::stream)
        .map(Path::of)
        .flatMap(p -> Stream.of(p.resolve("data"), p));
    Stream<Path> above = Stream.iterate(
            Path.of("").toAbsolutePath(), p -> p != null, Path::getParent)
        .map(p -> p.resolve("shared/data"));
    return Stream.concat(told, above);
  }
}
