package io.gradus.core.checkpoint;

import java.nio.file.Path;

/**
 * A whole checkpoint: every file is there as it was written.
 *
 * @param name the position in the run that it was taken at, {@code 1-grpo-000120}
 * @param folder where its files are
 */
public record Checkpoint(String name, Path folder) {

  /** One of its files, by the name it was written under. */
  public Path file(String name) {
    return folder.resolve(name);
  }
}
