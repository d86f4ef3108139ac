package io.gradus.experiments.cli;

import io.gradus.core.UserError;
import io.gradus.core.component.Suggestion;
import io.gradus.experiments.binding.Explanation;
import io.gradus.experiments.binding.ForeignNames;
import io.gradus.experiments.binding.KeysPage;
import io.gradus.experiments.binding.Meaning;
import io.gradus.experiments.binding.NamesPage;
import io.gradus.experiments.binding.Schema;
import io.gradus.experiments.method.Method;
import io.gradus.experiments.method.Methods;
import io.gradus.experiments.recipe.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description =
        "Explains the keys of a recipe (type, default, meaning), methods, and names of other "
            + "trainers.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus explain",
      "  gradus explain grpo",
      "  gradus explain stages.objective.loss",
      "  gradus explain luffy",
      "  gradus explain top_p"
    })
final class ExplainCommand implements Callable<Integer> {
  private final List<String> lines = new ArrayList<>();
  private final Map<String, Object> fields = new LinkedHashMap<>();

  @Parameters(
      arity = "0..1",
      defaultValue = "",
      paramLabel = "KEY",
      description =
          "A key such as evaluation, a method such as luffy, or another trainer's name such as "
              + "num_generations. Default: the whole recipe.")
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
    Methods methods = Methods.load();
    Optional<Method> method = methods.find(path);
    method.ifPresent(found -> {
      lines.addAll(found.lines());
      fields.put("method", found.fields());
    });
    fields.put("path", path);
    try {
      add(schema.explain(Recipe.class, path));
    } catch (UserError unknown) {
      if (method.isEmpty()) {
        explainForeign(schema, methods, unknown);
      }
    }
    if (path.isEmpty()) {
      fields.put("parts", schema.all(Recipe.class).stream().map(Meaning::fields).toList());
    }
    output.print(fields, String.join("\n", lines));
    return 0;
  }

  private void add(Explanation explanation) {
    if (!lines.isEmpty()) {
      lines.add("");
    }
    lines.addAll(explanation.lines());
    fields.putAll(explanation.fields());
  }

  /** Explains our key for a name of another trainer, or for another spelling of our own name. */
  private void explainForeign(Schema schema, Methods methods, UserError unknown) {
    ForeignNames foreign = ForeignNames.load();
    Optional<String> answer = foreign.remedy(path);
    if (answer.isPresent()) {
      lines.add(answer.get());
      fields.put("answer", answer.get());
      foreign.ours(path).stream().limit(1).forEach(key -> add(schema.explain(Recipe.class, key)));
      return;
    }
    String respelt = path.replace('_', '-');
    if (respelt.equals(path)) {
      throw withMethods(methods, unknown);
    }
    try {
      add(schema.explain(Recipe.class, respelt));
    } catch (UserError e) {
      throw withMethods(methods, unknown);
    }
  }

  /** Names the nearest method, if no key is near. */
  private UserError withMethods(Methods methods, UserError unknown) {
    String message = String.valueOf(unknown.getMessage());
    String near = Suggestion.didYouMean(path, methods.names());
    return near.isEmpty() || message.contains("Did you mean")
        ? unknown
        : new UserError("%s: unknown key.%s".formatted(path, near), unknown);
  }
}
