package com.example.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import org.junit.jupiter.api.Test;

class ShownStepsTest extends RewardContract {
  @Override
  protected Reward reward() {
    return new ShownSteps(2);
  }

  @Override
  protected Problem problem() {
    return Problem.of("sum", "What is 12 + 35?", "47");
  }

  @Test
  void countsEachLineWithAnEquationOnce() {
    assertThat(value("<think>2+5=7\n10+30=40\n40+7=47</think>")).isEqualTo(1);
    assertThat(value("<think>2+5=7\nso 47</think>")).isEqualTo(0.5);
    assertThat(value("<think>2+5=7\n2+5=7\n2+5=7</think>")).isEqualTo(0.5);
    assertThat(value("<think>2+5=7\n10+30=40")).isZero();
  }

  private double value(String text) {
    return reward().score(problem(), Completion.ofText(text)).value();
  }
}
