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
  void theCountsOfAllModulesAreAddedUp() throws IOException {
    assertThat(module("rl-core").sentence(0)).isEmpty();
    assertThat(module("rewards").sentence(4))
        .contains("4 tests skipped because ../shared is missing (4 of them in rewards)");
    assertThat(module("datasets").sentence(3))
        .contains("7 tests skipped because ../shared is missing (3 of them in datasets)");
    // A second build counts anew.
    assertThat(module("rewards").sentence(0))
        .contains("3 tests skipped because ../shared is missing (0 of them in rewards)");
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
