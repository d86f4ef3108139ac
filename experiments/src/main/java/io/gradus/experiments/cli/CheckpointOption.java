package io.gradus.experiments.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Which checkpoint of a run. */
final class CheckpointOption {
  @Option(
      names = "--checkpoint",
      paramLabel = "NAME",
      description =
          "A checkpoint that the run keeps: 2-grpo-000100, grpo-100, or best (checkpoint.keep-best); without it the newest.")
  private Optional<String> name = Optional.empty();

  /** Its name; empty: the newest. */
  Optional<String> name() {
    return name;
  }
}
