package io.gradus.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.gradus.experiments.pipeline.Pipeline;
import io.gradus.experiments.pipeline.PipelineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that every shipped pipeline can be run: its graph, and the recipe of each stage. */
class PipelinesTest {
  static List<Path> pipelines() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../pipelines"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pipelines")
  void everyStageIsValid(Path file, @TempDir Path folder) {
    RecipeSource recipes = new RecipeSource();
    Pipeline pipeline = Pipeline.read(file, List.of(), recipes.components());
    assertThat(file.getFileName()).hasToString(pipeline.name() + ".yaml");
    assertThat(pipeline.evaluation()).as("a held-out set").isPresent();
    assertThatCode(() -> new PipelineRun(pipeline, recipes, folder).check())
        .doesNotThrowAnyException();
    assertThat(folder).isEmptyDirectory();
  }
}
