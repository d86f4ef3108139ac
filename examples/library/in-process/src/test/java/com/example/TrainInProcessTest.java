package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrainInProcessTest {
  @Test
  void theRewardRisesFromChanceAndTheModelAnswers() {
    TrainInProcess.Outcome outcome = TrainInProcess.train(80);
    assertThat(mean(outcome.rewards().subList(0, 5))).isLessThan(0.1);
    assertThat(mean(outcome.rewards().subList(75, 80))).isGreaterThan(0.7);
    assertThat(outcome.afterThree()).isEqualTo("4");
  }

  @Test
  void theSameSeedGivesTheSameRewards() {
    assertThat(TrainInProcess.train(5)).isEqualTo(TrainInProcess.train(5));
  }

  private static double mean(List<Double> rewards) {
    return rewards.stream().mapToDouble(reward -> reward).average().orElseThrow();
  }
}
