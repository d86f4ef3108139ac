package io.gradus.experiments.cli;

import io.gradus.core.UserError;
import io.gradus.experiments.binding.Explanation;
import io.gradus.experiments.binding.ForeignNames;
import io.gradus.experiments.binding.KeysPage;
import io.gradus.experiments.binding.Meaning;
import io.gradus.experiments.binding.NamesPage;
import io.gradus.experiments.binding.Schema;
import io.gradus.experiments.recipe.Recipe;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Explains the keys of a recipe: type, default and meaning.",
    footerHeading = "%nExamples:%n",
    footer = {"  gradus explain", "  gradus explain grpo", "  gradus explain stages.objective.loss"
    })
final class ExplainCommand implements Callable<Integer> {
  /** Methods that consist of several parts, where no part has the method's name. */
  private static final Set<String> METHODS = Set.of("dapo", "dr-grpo", "dr_grpo", "luspo", "rloo");

  @Parameters(
      arity = "0..1",
      defaultValue = "",
      paramLabel = "KEY",
      description = "A key such as evaluation. Default: the whole recipe.")
  private String path = "";

  @Mixin
  private Output output = new Output();

  @Option(names = "--markdown", description = "Print the reference of all keys: docs/keys.md.")
  private boolean markdown;

  @Option(names = "--names", description = "Print the names of other trainers: docs/names.md.")
  private boolean names;

  @Override
  public Integer call() {
    Schema schema = new Schema(new RecipeSource().components());
    if (markdown || names) {
      String page =
          markdown ? KeysPage.of(schema, Recipe.class) : NamesPage.of(ForeignNames.load());
      output.print(Map.of("markdown", page), page.stripTrailing());
      return 0;
    }
    Explanation explanation;
    try {
      explanation = schema.explain(Recipe.class, path);
    } catch (UserError e) {
      if (METHODS.contains(path.toLowerCase(Locale.ROOT))) {
        throw new UserError(
            "%s: is a method that consists of several parts. See docs/objectives.md, or: gradus explain objective"
                .formatted(path),
            e);
      }
      throw ForeignNames.load()
          .remedy(path)
          .map(remedy -> new UserError("%s: unknown key. %s".formatted(path, remedy), e))
          .orElse(e);
    }
    Map<String, Object> fields = new LinkedHashMap<>(explanation.fields());
    if (path.isEmpty()) {
      fields.put("parts", schema.all(Recipe.class).stream().map(Meaning::fields).toList());
    }
    output.print(fields, String.join("\n", explanation.lines()));
    return 0;
  }
}
