package io.gradus.experiments.pipeline;

import io.gradus.experiments.run.RunDirectory;
import java.nio.file.Path;

/** The folder of a stage: its run, the model that it trained, and a record of both. */
record StageHome(Path path) {

  /** Returns the directory of the stage's run. Every command that takes a run works on it. */
  RunDirectory run() {
    return new RunDirectory(path.resolve("run"));
  }

  /** Folder of Hugging Face files with the trained model. */
  Path model() {
    return path.resolve("model");
  }

  /** File with the {@link StageRecord}. */
  Path record() {
    return path.resolve("stage.json");
  }
}
