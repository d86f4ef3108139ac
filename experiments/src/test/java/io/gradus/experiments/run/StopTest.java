package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
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
  void aSignalSoonStopsARunThatCanBeResumed(String signal, int exitCode) throws Exception {
    assumeFalse(
        signal.equals("INT") && interruptIsIgnored(),
        "SIGINT is ignored here, as a shell makes its background jobs ignore it, and what is started from here will too");
    String recipe =
        Path.of("src/test/resources/recipes/tiny.yaml").toAbsolutePath().toString();
    GradusProcess run =
        new GradusProcess(folder, "train", recipe, "--run", "run", "--set", "grpo.plan.steps=4000");
    // Before the first step ends, there is no checkpoint of this stage. The progress line depends
    // on the clock.
    run.awaitWords("grpo step 7: pass-at-k, greedy", 120);
    Thread.sleep(700);
    long begin = System.nanoTime();
    run.signal(signal);
    assertThat(run.await(20)).as(run.errors()).isEqualTo(exitCode);
    assertThat((System.nanoTime() - begin) / 1e9).as("seconds to stop").isLessThan(3);
    assertThat(run.errors())
        .contains("continue with the same command and --resume")
        .doesNotContain("Exception");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString())).noneMatch(n -> n.startsWith("hs_err"));
    }

    GradusProcess resumed = new GradusProcess(
        folder, "train", recipe, "--run", "run", "--set", "grpo.plan.steps=4000", "--resume");
    resumed.awaitWords("continuing from checkpoint 2-grpo", 60);
    resumed.killAfter(0);
  }

  private static boolean interruptIsIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }
}
