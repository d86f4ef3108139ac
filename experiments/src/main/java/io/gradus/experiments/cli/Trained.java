package io.gradus.experiments.cli;

import io.gradus.experiments.run.RunResult;

/**
 * Result of {@code train}.
 *
 * @param exitCode not 0 if the report could not be written
 */
record Trained(RunResult result, int exitCode) implements CommandResult {
  @Override
  public Object json() {
    return result;
  }

  @Override
  public String words() {
    return result.words();
  }
}
