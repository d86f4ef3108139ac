package io.gradus.experiments.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;
import io.gradus.experiments.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class GeneratedPagesTest {
  private static final Path DOCS = Path.of("../docs");

  @Test
  void theReferenceOfKeysIsUpToDate() throws IOException {
    assertThat(Files.readString(DOCS.resolve("keys.md")))
        .as("write it again: ./gradus explain --markdown > docs/keys.md")
        .isEqualTo(KeysPage.of(new Schema(shipped()), Recipe.class));
  }

  @Test
  void theNamesOfOtherTrainersAreUpToDate() throws IOException {
    assertThat(Files.readString(DOCS.resolve("names.md")))
        .as("write it again: ./gradus explain --names > docs/names.md")
        .isEqualTo(NamesPage.of(ForeignNames.load()));
  }

  /** Components of Gradus itself, without components of tests. */
  private static Components shipped() {
    Components components = new Components();
    ServiceLoader.load(ComponentTable.class).stream()
        .filter(table -> table.type().getPackageName().startsWith("io.gradus."))
        .forEach(table -> table.get().list(components));
    return components;
  }
}
