package io.gradus.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Changes to a recipe on the command line. */
final class RecipeSettings {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a key of the recipe: --set grpo.plan.steps=10. May be repeated.")
  private List<String> settings = new ArrayList<>();

  /** Each as {@code KEY=VALUE}, in order. */
  List<String> all() {
    return settings;
  }
}
