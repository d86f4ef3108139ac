package io.gradus.experiments.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that choose the weights of a MODEL of the command line. */
final class ModelOptions {
  @Mixin
  private CheckpointOption checkpoint = new CheckpointOption();

  @Option(
      names = "--base",
      paramLabel = "MODEL",
      description =
          "The base model of an adapter. Default: the model that its adapter_config.json names.")
  private Optional<Path> base = Optional.empty();

  /** Checkpoint of a run; empty for the newest. */
  Optional<String> checkpoint() {
    return checkpoint.name();
  }

  /** Base model of an adapter. */
  Optional<Path> base() {
    return base;
  }
}
