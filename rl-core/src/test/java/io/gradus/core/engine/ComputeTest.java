package io.gradus.core.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import org.junit.jupiter.api.Test;

class ComputeTest {
  @Test
  void aLibraryForTheCpuIsRefusedOnAGpu() {
    assertThatThrownBy(() -> Compute.choose("gpu0", "float32", "onednn"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("matmul: onednn multiplies on a CPU");
  }
}
