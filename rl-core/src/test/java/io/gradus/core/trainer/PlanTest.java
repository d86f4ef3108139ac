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
            "problems-per-step: with group-size 65536 a step has more than 2147483647 completions, but it is 65536");
    assertThat(plan(1024, 1024).updatesPerStep()).isEqualTo(1);
  }
}
