package io.gradus.experiments.cli;

/** What a command found out: one JSON object, or words. */
interface CommandResult {
  /** What {@code --json} prints; a record or a map. */
  default Object json() {
    return this;
  }

  /** What is printed without {@code --json}. */
  String words();

  /** Exit code of the process. */
  default int exitCode() {
    return 0;
  }
}
