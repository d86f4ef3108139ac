package io.gradus.experiments.cost;

import io.gradus.core.UserError;
import io.gradus.core.files.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for the files of a prediction, which is deleted with them. */
public final class ScratchFolder implements AutoCloseable {
  private final Path path;

  /**
   * Makes the folder among the temporary files of the system.
   *
   * @throws UserError if it cannot be made
   */
  public ScratchFolder() {
    try {
      path = Files.createTempDirectory("gradus-cost");
    } catch (IOException e) {
      throw new UserError(
          "the folder for temporary files cannot be written: %s. Name another one: GRADUS_JVM_FLAGS=-Djava.io.tmpdir=FOLDER"
              .formatted(e.getMessage()),
          e);
    }
  }

  /** Returns the folder. */
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      Disk.delete(path);
    } catch (IOException e) {
      throw new UserError("%s: cannot be deleted: %s".formatted(path, e.getMessage()), e);
    }
  }
}
