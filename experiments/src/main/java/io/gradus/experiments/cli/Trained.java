package io.gradus.experiments.cli;

import io.gradus.experiments.run.RunResult;

/**
 * What {@code train} ended with.
 *
 * @param exitCode not 0 where the report could not be written
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
