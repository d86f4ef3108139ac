package io.gradus.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkippedTestsTest {
  @TempDir
  private Path repository;

  private SkippedTests module(String name) throws IOException {
    Path core = Files.createDirectories(repository.resolve("rl-core"));
    return new SkippedTests(Optional.of(core), repository.resolve(name));
  }

  @Test
  void theLastModulePrintsTheSumOfAllModules() throws IOException {
    assertThat(module("rl-core").sentence(0)).isEmpty();
    assertThat(module("rewards").sentence(4)).isEmpty();
    assertThat(module("datasets").sentence(3)).isEmpty();
    assertThat(module("experiments").sentence(2))
        .contains("9 tests of this build were skipped because ../shared is missing");
  }

  @Test
  void theNextBuildCountsFromZero() throws IOException {
    module("rewards").sentence(4);
    module("rl-core").sentence(1);
    assertThat(module("experiments").sentence(0))
        .contains("1 tests of this build were skipped because ../shared is missing");
  }

  @Test
  void nothingIsPrintedIfNoTestWasSkipped() throws IOException {
    module("rl-core").sentence(0);
    assertThat(module("experiments").sentence(0)).isEmpty();
  }

  @Test
  void testsWithoutABrowserAreCountedApart() throws IOException {
    SkippedTests module = module("experiments");
    assertThat(module.browserSentence()).isEmpty();
    module.count("Assumption failed: skipped: no browser: install chromium", 17);
    module.count("Assumption failed: the machine has no fonts", 3);
    assertThat(module.browserSentence())
        .contains(
            "17 tests of this build were skipped because chromium or chromedriver is not installed");
    assertThat(module.sentence(0)).isEmpty();
  }

  @Test
  void theSmallGoldensAreFoundWithoutTheSharedFolder() {
    Path copies = SharedData.above("rl-core/src/test/resources/shared/data")
        .filter(Files::exists)
        .findFirst()
        .orElseThrow();
    for (String name :
        new String[] {"goldens/trl_losses.json", "goldens/llama_gqa_tied/model.safetensors"}) {
      assertThat(copies.resolve(name)).exists();
      assertThat(SharedData.require(name)).hasSameBinaryContentAs(copies.resolve(name));
    }
  }
}
