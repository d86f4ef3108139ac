package io.gradus.core.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import org.junit.jupiter.api.Test;

class ComputeTest {
  @Test
  void aLibraryForTheCpuIsRefusedOnAGpu() {
    assertThatThrownBy(
            () -> Compute.choose(new DeviceChoice("gpu0"), Precision.FLOAT32, MatmulChoice.ONEDNN))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("matmul: onednn multiplies on a CPU");
  }
}
