package io.gradus.experiments.cli;

import io.gradus.experiments.sweep.Summary;

/**
 * Result of {@code sweep}.
 *
 * @param exitCode not 0 if a safety check stopped a run
 */
record Swept(Summary summary, int exitCode) implements CommandResult {
  @Override
  public Object json() {
    return summary;
  }

  @Override
  public String words() {
    return summary.words();
  }
}
