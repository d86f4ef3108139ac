package io.gradus.core.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufFuzzTest {
  @TempDir
  Path folder;

  /** -Dgradus.fuzz.mutations=100000 for a long one. */
  @ParameterizedTest
  @ValueSource(strings = {"llama with biases", "deepseek_v3"})
  void aMutatedFileIsReadOrRefusedAndNothingElse(String model) throws Exception {
    int mutations = Integer.getInteger("gradus.fuzz.mutations", 5_000) / 2;
    assertThat(GgufFuzz.refused(folder, model, mutations)).isBetween(mutations / 2, mutations - 1);
  }
}
