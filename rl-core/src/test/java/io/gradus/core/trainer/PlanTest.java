package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static Plan plan(int problems, int group) {
    return new Plan(1, problems, group, 1, Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Test
  void moreCompletionsThanCanBeCountedAreRefused() {
    assertThatThrownBy(() -> plan(65_536, 65_536))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "problems-per-step: the product with group-size must be at most 1048576, but is 65536 x 65536 = 4294967296");
    assertThat(plan(1024, 1024).updatesPerStep()).isEqualTo(1);
  }
}
