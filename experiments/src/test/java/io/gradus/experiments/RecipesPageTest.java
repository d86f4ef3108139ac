package io.gradus.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.component.Components;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RecipesPageTest {
  @Test
  void theAnnotatedRecipeIsValid() throws IOException {
    String page = Files.readString(Path.of("../docs/recipes.md"));
    Matcher yaml = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(page);
    assertThat(yaml.find()).isTrue();
    Recipe recipe = new RecordBinder(Components.load())
        .bind(Recipe.class, YamlTree.parse("docs/recipes.md", yaml.group(1)));
    assertThat(recipe.stages()).hasSize(2);
    assertThat(recipe.evaluation().benchmarks()).hasSize(1);
  }
}
