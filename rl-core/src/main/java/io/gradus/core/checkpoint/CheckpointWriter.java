package io.gradus.core.checkpoint;

import io.gradus.core.files.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Writes one checkpoint under a temporary name. If this fails, it deletes what it wrote. */
final class CheckpointWriter {
  private CheckpointWriter() {}

  /**
   * Writes the files of a checkpoint and its manifest, and forces them to the disk.
   *
   * @param temporary the folder, which may contain files of an earlier attempt
   * @param step receives what is about to change on the disk
   */
  static void write(String name, Path temporary, Checkpoints.Body body, Consumer<String> step)
      throws IOException {
    step.accept("begin " + name);
    Disk.delete(temporary);
    Files.createDirectory(temporary);
    body.write(temporary);
    if (Files.exists(temporary.resolve(Manifest.FILE))) {
      throw new IllegalStateException(Manifest.FILE + " is the manifest's name");
    }
    Manifest manifest = Manifest.of(name, temporary);
    for (Path file : Manifest.files(temporary)) {
      step.accept("sync " + file.getFileName());
      Disk.sync(file);
    }
    step.accept("write manifest");
    Path file = temporary.resolve(Manifest.FILE);
    Files.write(file, manifest.toJson());
    step.accept("sync manifest");
    Disk.sync(file);
    try (Stream<Path> folders = Files.walk(temporary).filter(Files::isDirectory)) {
      for (Path inner : folders.toList()) {
        step.accept("sync folder");
        Disk.syncFolder(inner);
      }
    }
  }

  /** Restores the folder, and returns the error. */
  static <E extends Exception> E undone(E error, Path temporary, Path place, Path replaced) {
    putBack(replaced, place, error);
    discard(temporary, error);
    return error;
  }

  private static void putBack(Path replaced, Path place, Exception cause) {
    try {
      if (Files.exists(replaced) && !Files.exists(place)) {
        Files.move(replaced, place, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static void discard(Path temporary, Exception cause) {
    try {
      Disk.delete(temporary);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
