package io.gradus.experiments.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The tiny recipe with few steps. */
final class TinyRun {
  static final Path RECIPE = Path.of("src/test/resources/recipes/tiny.yaml").toAbsolutePath();

  private TinyRun() {}

  /** Trains the recipe into a run directory. */
  static CommandLineRun train(Path run, String... more) {
    List<String> arguments = new ArrayList<>(List.of(
        "train",
        RECIPE.toString(),
        "--run",
        run.toString(),
        "--set",
        "sft.plan.steps=3",
        "--set",
        "grpo.plan.steps=2"));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(new String[0]));
  }
}
