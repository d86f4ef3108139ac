package io.gradus.experiments.cli;

/** Result of a command, as one JSON object or as text. */
interface CommandResult {
  /** The output of {@code --json}: a record or a map. */
  default Object json() {
    return this;
  }

  /** The output without {@code --json}. */
  String words();

  /** Exit code of the process. */
  default int exitCode() {
    return 0;
  }
}
