package io.gradus.core.checkpoint;

import java.nio.file.Path;

/**
 * A complete checkpoint, whose files were not changed since they were written.
 *
 * @param name position in the run, such as {@code 1-grpo-000120}
 * @param folder folder of the files
 */
public record Checkpoint(String name, Path folder) {

  /** Returns one of the files by name. */
  public Path file(String name) {
    return folder.resolve(name);
  }
}
