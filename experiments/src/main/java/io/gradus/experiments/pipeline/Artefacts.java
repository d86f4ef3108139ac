package io.gradus.experiments.pipeline;

import com.google.common.hash.Hashing;
import io.gradus.core.UserError;
import io.gradus.core.checkpoint.Checkpoints;
import io.gradus.core.tensorfile.Hashes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Hashes the contents of a file or of a model's folder. */
final class Artefacts {
  /** The model card is not hashed, because it has dates and paths. */
  private static final String CARD = "README.md";

  private Artefacts() {}

  /**
   * Returns the hash of a file, or of a folder's files with their names.
   *
   * @throws UserError if one cannot be read
   */
  static String hash(Path path) {
    try {
      if (!Files.isDirectory(path)) {
        return Hashes.file(path);
      }
      List<Path> files;
      // Only the newest checkpoint of a run is hashed, because other files contain times.
      Path folder = Checkpoints.newest(path.resolve("checkpoints"))
          .map(checkpoint -> path.resolve("checkpoints").resolve(checkpoint.name()))
          .orElse(path);
      try (Stream<Path> inside = Files.list(folder)) {
        files = inside
            .filter(Files::isRegularFile)
            .filter(file -> !file.endsWith(CARD))
            .sorted()
            .toList();
      }
      StringBuilder all = new StringBuilder();
      for (Path file : files) {
        all.append(file.getFileName()).append(' ').append(Hashes.file(file)).append('\n');
      }
      return of(all.toString());
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** Returns the hash of a text. */
  static String of(String text) {
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
  }

  /** Returns the texts, one per line. */
  static String lines(List<String> texts) {
    return texts.stream().collect(Collectors.joining("\n", "", "\n"));
  }
}
