package io.gradus.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupFilterTest {

  @Test
  void anySignalKeepsGroupsWhoseRewardsDiffer() {
    AnySignal filter = new AnySignal(3);
    assertThat(filter.keeps(group(new double[] {0, 0, 1}))).isTrue();
    assertThat(filter.keeps(group(new double[] {0.1, 0.1 + 1e-18}))).isFalse(); // the same double
    assertThat(filter.keeps(group(new double[] {1, 1, 1}))).isFalse();
    assertThat(filter.keeps(group(new double[] {1}))).isFalse();
    assertThat(filter.keeps(group(new double[0]))).isFalse();
  }

  @Test
  void everythingKeepsAllAndReplacesNothing() {
    assertThat(new Everything().keeps(group(new double[] {1, 1}))).isTrue();
    assertThat(new Everything().budget()).isEqualTo(1);
  }

  @Test
  void aBudgetBelowTheFirstDrawIsRefused() {
    assertThatThrownBy(() -> new AnySignal(0.5))
        .hasMessage("budget: must be 1 or more (1: replace nothing), but is 0.5");
  }

  private static ScoredGroup group(double[] rewards) {
    List<Score> scores =
        Arrays.stream(rewards).mapToObj(reward -> Score.unjudged(reward, "")).toList();
    return rewards.length == 0
        ? new ScoredGroup(group(1), List.of(Score.verifierError("failed")))
        : new ScoredGroup(group(rewards.length), scores);
  }

  private static Group group(int size) {
    return new Group(Problem.of("p", "?", ""), Collections.nCopies(size, Completion.ofText("")));
  }
}
