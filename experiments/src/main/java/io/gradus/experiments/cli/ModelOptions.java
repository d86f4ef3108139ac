package io.gradus.experiments.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which weights a MODEL of the command line stands for. */
final class ModelOptions {
  @Mixin
  private CheckpointOption checkpoint = new CheckpointOption();

  @Option(
      names = "--base",
      paramLabel = "MODEL",
      description =
          "The model that an adapter belongs to; without it the one that its adapter_config.json names.")
  private Optional<Path> base = Optional.empty();

  /** The checkpoint of a run; empty: the newest. */
  Optional<String> checkpoint() {
    return checkpoint.name();
  }

  /** The model that an adapter belongs to. */
  Optional<Path> base() {
    return base;
  }
}
