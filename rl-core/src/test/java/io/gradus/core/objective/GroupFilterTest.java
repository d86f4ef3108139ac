package io.gradus.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GroupFilterTest {

  @Test
  void anySignalKeepsGroupsWhoseRewardsDiffer() {
    AnySignal filter = new AnySignal(3);
    assertThat(filter.keeps(new double[] {0, 0, 1})).isTrue();
    assertThat(filter.keeps(new double[] {0.1, 0.1 + 1e-18})).isFalse(); // the same double
    assertThat(filter.keeps(new double[] {1, 1, 1})).isFalse();
    assertThat(filter.keeps(new double[] {1})).isFalse();
    assertThat(filter.keeps(new double[0])).isFalse();
  }

  @Test
  void everythingKeepsAllAndReplacesNothing() {
    assertThat(new Everything().keeps(new double[] {1, 1})).isTrue();
    assertThat(new Everything().budget()).isEqualTo(1);
  }

  @Test
  void aBudgetBelowTheFirstDrawIsRefused() {
    assertThatThrownBy(() -> new AnySignal(0.5))
        .hasMessage("budget: must be 1 or more (1: replace nothing), but is 0.5");
  }
}
