package io.gradus.experiments.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.component.Components;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.Schema;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.cli.CommandLineRun;
import io.gradus.experiments.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MethodsTest {
  private static final Path ROOT = Path.of("..");

  static List<Method> methods() {
    return Methods.load().methods();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aMethodHasItsPageAndItsRecipes(Method method) throws IOException {
    assertThat(Files.readString(ROOT.resolve(method.page()))
            + Files.readString(ROOT.resolve("docs/objectives.md")))
        .as("the recipe is a block of the pages, word for word")
        .contains("```yaml\n" + method.recipe() + "```");
    assertThat(method.recipes())
        .allSatisfy(recipe -> assertThat(ROOT.resolve(recipe)).exists());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aMethodIsARecipeAndItsKeysAreExplained(Method method) {
    Components components = Components.load();
    String recipe = method.recipe();
    if (recipe.startsWith("stages:")) {
      checkStages(components, method);
      return;
    }
    int teachers = recipe.startsWith("teachers:") ? recipe.indexOf("objective:") : 0;
    String stage = recipe.substring(teachers).indent(4);
    String yaml =
        "name: x\npolicy: {architecture: {type: decoder, layers: 1, width: 8, heads: 1, hidden: 8, context: 99}}\n"
            + recipe.substring(0, teachers)
            + "stages:\n  - type: grpo\n"
            + (stage.startsWith("    dataset:")
                ? ""
                : "    dataset: {type: arithmetic, digits: 1}\n")
            + "    plan: {steps: 1, problems-per-step: 2, group-size: 2}\n"
            + "    sampling: {max-tokens: 8}\n"
            + (stage.contains("    optimizer:")
                ? ""
                : "    optimizer: {type: adamw, learning-rate: 1.0e-3}\n")
            + (stage.contains("    objective:")
                ? ""
                : "    objective: {reward: {type: math-answer}}\n")
            + stage;
    Recipe bound = new RecordBinder(components).bind(Recipe.class, YamlTree.parse("m.yaml", yaml));
    assertThat(bound.stages()).hasSize(1);
    checkKeys(components, method);
  }

  private static void checkStages(Components components, Method method) {
    String yaml =
        "name: x\npolicy: {architecture: {type: decoder, layers: 1, width: 8, heads: 1, hidden: 8, context: 99}}\n"
            + method.recipe();
    Recipe bound = new RecordBinder(components).bind(Recipe.class, YamlTree.parse("m.yaml", yaml));
    assertThat(bound.stages()).isNotEmpty();
    checkKeys(components, method);
  }

  private static void checkKeys(Components components, Method method) {
    Schema schema = new Schema(components);
    assertThat(method.keys())
        .allSatisfy(
            key -> assertThat(schema.explain(Recipe.class, key).meanings()).isNotEmpty());
  }

  @Test
  void everyPageOfAMethodIsInTheTable() throws IOException {
    try (Stream<Path> pages = Files.list(ROOT.resolve("docs/methods"))) {
      assertThat(pages.map(page -> "docs/methods/" + page.getFileName()))
          .isNotEmpty()
          .allMatch(page -> methods().stream().anyMatch(method -> method.page().equals(page)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"luffy", "LUFFY", "dapo", "Dr. GRPO", "dr_grpo", "gspo", "reinforce++", "grpo"})
  void explainPrintsAMethod(String name) {
    CommandLineRun explained = CommandLineRun.of("explain", name);
    assertThat(explained.exitCode()).as(explained.err()).isZero();
    assertThat(explained.out())
        .contains("arXiv:", "  objective:", "page:    docs/", "keys:    gradus explain ");
  }

  @Test
  void aMethodThatIsAlsoAPartIsExplainedAsBoth() {
    assertThat(CommandLineRun.of("explain", "gspo").out())
        .contains("page:    docs/objectives.md", "stages.grpo.objective.loss.gspo", "clip-low");
  }
}
