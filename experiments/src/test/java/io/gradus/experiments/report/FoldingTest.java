package io.gradus.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.CounterRandom;
import io.gradus.experiments.report.Figure.Line;
import io.gradus.experiments.report.Figure.Range;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldingTest {
  private static Figure figure(String title, List<StageSpan> stages, IntToDoubleFunction... lines) {
    double[] x = IntStream.rangeClosed(1, 100).mapToDouble(i -> i).toArray();
    return new Figure(
        "figure",
        title,
        "",
        false,
        new Range(1, 100),
        Arrays.stream(lines)
            .map(y -> new Line(
                "line",
                0,
                false,
                x,
                IntStream.rangeClosed(1, 100).mapToDouble(y).toArray(),
                new double[0],
                new double[0]))
            .toList(),
        stages,
        "step");
  }

  private static double noise(long seed, int step) {
    return CounterRandom.uniform(seed, step);
  }

  @Test
  void aConstantCurveIsFolded() {
    assertThat(Folding.of(figure("Truncated", List.of(), i -> 0), false))
        .isEqualTo(Folding.CONSTANT);
    assertThat(Folding.of(figure("Two", List.of(), i -> 0, i -> 5), false))
        .isEqualTo(Folding.CONSTANT);
    assertThat(Folding.of(figure("Two", List.of(), i -> 0, i -> i), false))
        .isEqualTo(Folding.SHOWN);
  }

  @Test
  void noiseIsFoldedInNineteenOfTwentyCases() {
    int folded = 0;
    int trends = 0;
    for (int seed = 0; seed < 400; seed++) {
      int s = seed;
      folded +=
          Folding.of(figure("Loss", List.of(), i -> noise(s, i)), false) == Folding.NOISE ? 1 : 0;
      trends +=
          Folding.of(figure("Loss", List.of(), i -> noise(s, i) + 0.01 * i), false) == Folding.SHOWN
              ? 1
              : 0;
    }
    // The test's level is 5 %: of 400, 367 to 393 are expected with 99.8 % probability.
    assertThat(folded).isBetween(367, 393);
    assertThat(trends).as("a rise by the whole range of the noise").isGreaterThan(390);
  }

  @Test
  void anotherLevelInTheNextStageIsNoTrend() {
    List<StageSpan> stages =
        List.of(new StageSpan(1, "sft", 1, 50, false), new StageSpan(2, "grpo", 51, 100, true));
    assertThat(Folding.of(figure("Loss", stages, i -> noise(7, i) + (i > 50 ? 9 : 0)), false))
        .isEqualTo(Folding.NOISE);
    assertThat(Folding.of(figure("Loss", List.of(), i -> noise(7, i) + (i > 50 ? 9 : 0)), false))
        .isEqualTo(Folding.SHOWN);
  }

  @Test
  void aDifferenceBetweenRunsIsShown() {
    IntToDoubleFunction low = i -> noise(1, i);
    IntToDoubleFunction high = i -> noise(2, i) + 1;
    assertThat(Folding.of(figure("Loss", List.of(), low, high), true)).isEqualTo(Folding.SHOWN);
    assertThat(Folding.of(figure("Loss", List.of(), low, high), false)).isEqualTo(Folding.NOISE);
    assertThat(Folding.of(figure("Loss", List.of(), low, i -> noise(2, i)), true))
        .isEqualTo(Folding.NOISE);
    assertThat(Folding.of(figure("Truncated", List.of(), i -> 0, i -> 1), true))
        .isEqualTo(Folding.SHOWN);
  }

  @Test
  void aFlatRewardIsAFinding() {
    assertThat(Folding.of(figure("Reward", List.of(), i -> 0), false)).isEqualTo(Folding.SHOWN);
    assertThat(Folding.of(figure("Reward: mean, std", List.of(), i -> 0), false))
        .isEqualTo(Folding.SHOWN);
    assertThat(Folding.of(figure("Reward terms", List.of(), i -> 0), false))
        .isEqualTo(Folding.CONSTANT);
  }
}
