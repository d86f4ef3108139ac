package io.gradus.core.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.UserError;
import io.gradus.core.files.Disk;
import io.gradus.core.files.TextFile;
import io.gradus.core.tensorfile.Hashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code manifest.json}: every file of a checkpoint with its size and hash, written after these files. A checkpoint
 * that has no manifest, or differs from its manifest, is not complete.
 *
 * @param checkpoint name of the manifest's checkpoint
 */
record Manifest(String checkpoint, List<Entry> files) {
  static final String FILE = "manifest.json";
  private static final int MAX_BYTES = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A file.
   *
   * @param name its path within the checkpoint, with {@code /} between the parts
   * @param bytes its size
   * @param sha256 the hash of its bytes, hexadecimal
   */
  record Entry(String name, long bytes, String sha256) {
    Entry {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(sha256, "sha256");
    }

    Optional<String> fault(Path folder) throws IOException {
      Path file = folder.resolve(name).normalize();
      if (!file.startsWith(folder.normalize())) {
        return Optional.of("its %s is damaged".formatted(FILE));
      }
      if (!Files.isRegularFile(file)) {
        return Optional.of("its file %s is missing".formatted(name));
      }
      if (Files.size(file) != bytes) {
        return Optional.of(
            "its file %s has %d bytes instead of %d".formatted(name, Files.size(file), bytes));
      }
      return Hashes.file(file).equals(sha256)
          ? Optional.empty()
          : Optional.of("its file %s was changed after it was written".formatted(name));
    }
  }

  Manifest {
    Objects.requireNonNull(checkpoint, "checkpoint");
    files = List.copyOf(files);
  }

  /** Makes the manifest of the files in a folder. */
  static Manifest of(String checkpoint, Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Path file : files(folder)) {
      String name = folder.relativize(file).toString().replace('\\', '/');
      entries.add(new Entry(name, Files.size(file), Hashes.file(file)));
    }
    return new Manifest(checkpoint, entries);
  }

  /** Lists all regular files in a folder and its subfolders, sorted. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(p -> Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    }
  }

  byte[] toJson() throws IOException {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
  }

  /** Returns the fault of the checkpoint in a folder; empty if it is complete. */
  static Optional<String> fault(String checkpoint, Path folder) {
    try {
      Path file = folder.resolve(FILE);
      if (!Files.isRegularFile(file)) {
        return Optional.of("it has no " + FILE);
      }
      Manifest manifest = JSON.readValue(TextFile.read(file, MAX_BYTES), Manifest.class);
      if (!manifest.checkpoint.equals(checkpoint)) {
        return Optional.of("its %s belongs to %s".formatted(FILE, manifest.checkpoint));
      }
      for (Entry entry : manifest.files) {
        Optional<String> fault = entry.fault(folder);
        if (fault.isPresent()) {
          return fault;
        }
      }
      return Optional.empty();
    } catch (UserError e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (JsonProcessingException e) {
      return Optional.of("its %s is damaged".formatted(FILE));
    } catch (IOException e) {
      return Optional.of("it cannot be read: " + Disk.reason(e));
    }
  }
}
