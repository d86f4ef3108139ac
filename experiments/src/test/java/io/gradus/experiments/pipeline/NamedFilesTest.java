package io.gradus.experiments.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.component.Components;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedFilesTest {
  @TempDir
  Path folder;

  @Test
  void onlyExistingFilesOfKeysWithPathsAreFound() throws IOException {
    Path rows = Files.writeString(folder.resolve("rows.jsonl"), "{}");
    // A separator such as '.' or '/' is also the name of a folder, but no key with a path.
    Recipe recipe = new RecordBinder(Components.load())
        .bind(Recipe.class, YamlTree.parse("recipe.yaml", """
            name: files
            policy: {architecture: {type: decoder, layers: 1, width: 8, heads: 1, hidden: 8, context: 20}}
            template: {type: bare, ends-with: "."}
            stages:
              - type: sft
                dataset:
                  type: mixture
                  parts:
                    - dataset: {type: file, path: ROWS}
                    - dataset: {type: trl-file, path: ROWS.missing}
                    - dataset: {type: arithmetic, joiners: ["/"]}
                plan: {steps: 1, batch: 1}
                optimizer: {type: adamw, learning-rate: 1.0e-3}
            """.replace("ROWS", rows.toString())));
    assertThat(NamedFiles.of(recipe)).containsExactly(rows);
  }
}
