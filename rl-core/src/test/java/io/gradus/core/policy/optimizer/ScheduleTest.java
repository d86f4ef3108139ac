package io.gradus.core.policy.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.policy.MomentStates;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Learning rates by step, counted from 1. */
class ScheduleTest {
  private static final Offset<Double> CLOSE = within(1e-15);

  private static AdamWSettings settings(double peak, int warmup, Schedule schedule) {
    return new AdamWSettings(peak, 0.9, 0.999, 1e-8, 0, 1, warmup, schedule, MomentStates.FLOAT32);
  }

  /** The example of ten steps of warm-up and a hundred of cosine from 1e-4 to 1e-5, here counted from 1. */
  @ParameterizedTest(name = "step {0}: {1}")
  @CsvSource({"1, 1e-5", "9, 9e-5", "10, 1e-4", "11, 1e-4", "61, 5.5e-5", "111, 1e-5", "500, 1e-5"})
  void cosineAfterAWarmUp(long step, double expected) {
    assertThat(settings(1e-4, 10, new Cosine(0.1)).learningRate(step, 110))
        .isCloseTo(expected, CLOSE);
  }

  @ParameterizedTest(name = "step {0}: {1}")
  @CsvSource({"1, 0.25", "4, 1", "5, 1", "6, 0.9375", "13, 0.5", "20, 0.0625"})
  void linearToNothing(long step, double expected) {
    assertThat(settings(1, 4, new Linear(0)).learningRate(step, 20)).isCloseTo(expected, CLOSE);
  }

  @Test
  void constantKeepsThePeakAndNoWarmUpBeginsWithIt() {
    for (long step = 1; step <= 30; step++) {
      assertThat(settings(3e-4, 0, new Constant()).learningRate(step, 20)).isEqualTo(3e-4);
    }
  }

  @Test
  void neitherTheFirstStepNorTheLastIsEverLost() {
    for (Schedule schedule : new Schedule[] {new Constant(), new Linear(0), new Cosine(0)}) {
      for (int warmup : new int[] {0, 1, 10, 1000}) {
        assertThat(settings(1e-3, warmup, schedule).learningRate(1, 100)).isPositive();
        assertThat(settings(1e-3, warmup, schedule).learningRate(100, 100)).isPositive();
        assertThat(settings(1e-3, warmup, schedule).learningRate(1, 1)).isPositive();
      }
    }
  }

  @Test
  void settingsOutsideTheirRangeAreNamed() {
    assertThatThrownBy(() -> settings(0, 0, new Constant()))
        .hasMessageStartingWith("learning-rate: must be in (0, 1], but is 0.0");
    assertThatThrownBy(() -> settings(1e-3, -1, new Constant()))
        .hasMessageStartingWith("warmup-steps: ");
    assertThatThrownBy(() -> new Cosine(1.5)).hasMessageStartingWith("floor: ");
    assertThatThrownBy(() ->
            new AdamWSettings(1e-3, 1, 0.999, 1e-8, 0, 1, 0, new Constant(), MomentStates.FLOAT32))
        .hasMessageStartingWith("beta1: ");
    assertThatThrownBy(() -> new AdamWSettings(
            1e-3, 0.9, 0.999, 1e-8, -1, 1, 0, new Constant(), MomentStates.FLOAT32))
        .hasMessageStartingWith("weight-decay: ");
    assertThatThrownBy(() -> new AdamWSettings(
            1e-3, 0.9, 0.999, 1e-8, 0, Double.NaN, 0, new Constant(), MomentStates.FLOAT32))
        .hasMessageStartingWith("max-gradient-norm: ");
  }
}
