package io.gradus.datasets;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Public data sets that lie beside the project, where they do. */
final class Shared {

  private Shared() {}

  /** A file of the shared data; the test is skipped, with a word, where there is none. */
  static Path data(String name) {
    Path file = folder() == null ? null : folder().resolve(name);
    assumeTrue(
        file != null && Files.exists(file),
        "skipped: no shared data '%s'; set GRADUS_SHARED to the folder that holds 'data'"
            .formatted(name));
    return file;
  }

  private static @Nullable Path folder() {
    String named = System.getProperty("GRADUS_SHARED", System.getenv("GRADUS_SHARED"));
    if (named != null) {
      return Path.of(named, "data");
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("shared/data"))) {
        return at.resolve("shared/data");
      }
    }
    return null;
  }
}
