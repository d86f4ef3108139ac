package io.gradus.experiments.cli;

import io.gradus.core.UserError;
import io.gradus.experiments.binding.Schema;
import io.gradus.experiments.recipe.Recipe;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "What can stand in a recipe, its default and its meaning.",
    footerHeading = "%nExamples:%n",
    footer = {"  gradus explain", "  gradus explain grpo", "  gradus explain stages.objective.loss"
    })
final class ExplainCommand implements Callable<Integer> {
  /** Made of parts, and none of them has the method's name. */
  private static final Set<String> METHODS = Set.of("dapo", "dr-grpo", "dr_grpo", "luspo", "rloo");

  @Parameters(
      arity = "0..1",
      defaultValue = "",
      paramLabel = "KEY",
      description = "A key such as evaluation; without it the whole recipe.")
  private String path = "";

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    Schema schema = new Schema(new RecipeSource().components());
    List<String> lines;
    try {
      lines = schema.explain(Recipe.class, path);
    } catch (UserError e) {
      if (METHODS.contains(path.toLowerCase(Locale.ROOT))) {
        throw new UserError(
            "%s: is a method, made of several parts: docs/objectives.md shows which. The parts: gradus explain objective"
                .formatted(path),
            e);
      }
      throw e;
    }
    output.print(Map.of("key", path, "lines", lines), String.join("\n", lines));
    return 0;
  }
}
