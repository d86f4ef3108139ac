package com.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The expected numbers were computed apart, in numpy, the gradient by central differences. */
class WorkedBatchTest {
  private static final Offset<Double> CLOSE = within(1e-5);

  @Test
  void advantagesLossAndGradientAreThoseOfGrpo() {
    WorkedBatch.Worked worked = WorkedBatch.work();
    assertThat(worked.advantages().stream().mapToDouble(a -> a).toArray())
        .containsExactly(new double[] {0.866024, -0.866024, -0.866024, 0.866024}, CLOSE);
    assertThat(worked.loss()).isCloseTo(-0.022868, CLOSE);
    double[][] expected = {
      {0, -0.065301, -0.072169}, {0, 0.119638}, {0.092666, 0.072169, 0}, {-0.227606}
    };
    assertThat(worked.gradient()).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(worked.gradient().get(i)).containsExactly(expected[i], CLOSE);
    }
  }

  @Test
  void noTensorLibraryIsOnTheClassPath() {
    assertThatThrownBy(() -> Class.forName("ai.djl.ndarray.NDArray"))
        .isInstanceOf(ClassNotFoundException.class);
  }
}
