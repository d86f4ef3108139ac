package io.gradus.experiments.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Option that chooses a checkpoint of a run. */
final class CheckpointOption {
  @Option(
      names = "--checkpoint",
      paramLabel = "NAME",
      description =
          "A checkpoint of the run: 2-grpo-000100, grpo-100, or best (checkpoint.keep-best). "
              + "Default: the newest.")
  private Optional<String> name = Optional.empty();

  /** Returns the name of the checkpoint; empty for the newest. */
  Optional<String> name() {
    return name;
  }
}
