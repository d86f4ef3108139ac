package io.gradus.experiments.run;

import io.gradus.core.UserError;
import java.nio.file.Files;
import java.nio.file.Path;

/** Recognises the directory of a pipeline, so that commands for runs can report what it is. */
public final class PipelineDirectory {
  private PipelineDirectory() {}

  /** Returns whether a folder is the directory of a pipeline, whose stages are runs. */
  public static boolean is(Path path) {
    return Files.exists(path.resolve("pipeline.yaml"));
  }

  /**
   * Refuses the directory of a pipeline where a run is needed.
   *
   * @throws UserError that says where the runs are
   */
  public static void refuse(Path path) {
    if (is(path)) {
      throw new UserError(
          "%s: is the directory of a pipeline, whose stages are runs. Give one of them, such as %s"
              .formatted(path, path.resolve("stages/NAME/run")));
    }
  }
}
