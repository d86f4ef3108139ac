package io.gradus.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.gradus.core.StopSignal;
import io.gradus.experiments.sweep.Study;
import io.gradus.experiments.sweep.Sweep;
import io.gradus.experiments.sweep.TrainingProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that every shipped study can be run: its claims, and the recipe of each arm. */
class StudiesTest {
  static List<Path> studies() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../studies"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("studies")
  void theRecipeOfEachArmIsValid(Path file, @TempDir Path folder) {
    RecipeSource recipes = new RecipeSource();
    Study study = Study.read(file, recipes.components());
    assertThat(file.getFileName()).hasToString(study.name() + ".yaml");
    assertThat(study.claims()).isNotEmpty();
    assertThat(study.curves()).isNotEmpty();
    StopSignal stop = new StopSignal();
    assertThatCode(() -> new Sweep(
            study,
            recipes,
            folder,
            folder.resolve("shared"),
            new TrainingProcess("none", stop),
            stop,
            note -> {}))
        .doesNotThrowAnyException();
  }
}
