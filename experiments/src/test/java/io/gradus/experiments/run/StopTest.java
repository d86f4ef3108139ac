package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopTest {
  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalStopsARunSoonAtAPlaceFromWhichItGoesOn(String signal, int exitCode) throws Exception {
    String recipe =
        Path.of("src/test/resources/recipes/tiny.yaml").toAbsolutePath().toString();
    GradusProcess run =
        new GradusProcess(folder, "train", recipe, "--run", "run", "--set", "grpo.plan.steps=4000");
    run.awaitWords("grpo: 4000 steps", 120);
    Thread.sleep(700);
    long begin = System.nanoTime();
    run.signal(signal);
    assertThat(run.await(20)).as(run.errors()).isEqualTo(exitCode);
    assertThat((System.nanoTime() - begin) / 1e9).as("seconds to stop").isLessThan(3);
    assertThat(run.errors())
        .contains("go on with the same command and --resume")
        .doesNotContain("Exception");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString())).noneMatch(n -> n.startsWith("hs_err"));
    }

    GradusProcess resumed = new GradusProcess(
        folder, "train", recipe, "--run", "run", "--set", "grpo.plan.steps=4000", "--resume");
    resumed.awaitWords("going on from checkpoint 2-grpo", 60);
    resumed.killAfter(0);
  }
}
