package io.gradus.core.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.policy.TokenSequence;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class StepFiguresTest {
  private static final Offset<Double> CLOSE = within(1e-12);

  private static StepFigures figures(double[][] scores, double[][] labels) {
    return new StepFigures(scores, labels);
  }

  @Test
  void accuracyCountsStepsAndFirstErrorsCountTexts() {
    StepFigures figures = figures(
        new double[][] {{2, 1, -1}, {1, -1}, {1, 1}, {-2}},
        new double[][] {{1, 1, 0}, {1, 1}, {0, 1}, {0}});
    assertThat(figures.accuracy()).isCloseTo(6 / 8.0, CLOSE);
    assertThat(figures.rightShare()).isCloseTo(5 / 8.0, CLOSE);
    // Found: the first and the last text. The second has no error, but the model finds one.
    assertThat(figures.foundShare()).isCloseTo(0.5, CLOSE);
    assertThat(figures.foundInWrong().orElseThrow()).isCloseTo(2 / 3.0, CLOSE);
    assertThat(figures.foundInRight().orElseThrow()).isZero();
    assertThat(figures.firstErrorF1().orElseThrow()).isZero();
  }

  @Test
  void f1IsTheHarmonicMeanOfBothShares() {
    StepFigures figures =
        figures(new double[][] {{1, -1}, {1, 1}, {1, 1}}, new double[][] {{1, 0}, {0, 1}, {1, 1}});
    assertThat(figures.firstErrorF1().orElseThrow()).isCloseTo(2 * 0.5 * 1 / 1.5, CLOSE);
  }

  @Test
  void theAreaUnderTheCurveCountsPairsAndHalvesEqualScores() {
    // right: 3, 1, 0; wrong: 1, -1. Of six pairs: 3>1, 3>-1, 1=1, 1>-1, 0<1, 0>-1
    StepFigures figures =
        figures(new double[][] {{3, 1, 1}, {0, -1}}, new double[][] {{1, 1, 0}, {1, 0}});
    assertThat(figures.auc().orElseThrow()).isCloseTo(4.5 / 6, CLOSE);
    assertThat(figures(new double[][] {{1}}, new double[][] {{1}}).auc()).isEmpty();
  }

  @Test
  void aModelThatSaysTheShareOfRightStepsIsCalibrated() {
    double odds = Math.log(3); // probability 3/4
    StepFigures calibrated =
        figures(new double[][] {{odds, odds, odds, odds}}, new double[][] {{1, 1, 1, 0}});
    assertThat(calibrated.calibrationError()).isCloseTo(0, CLOSE);
    StepFigures sure = figures(new double[][] {{odds, odds}}, new double[][] {{1, 1}});
    assertThat(sure.calibrationError()).isCloseTo(0.25, CLOSE);
  }

  @Test
  void scoresAreTakenTextByText() {
    LabelledSteps two = new LabelledSteps(
        "a",
        new TokenSequence(new int[] {1}, new int[] {1, 2, 3}).scoredAt(new int[] {0, 2}),
        new double[] {1, 0});
    LabelledSteps one =
        new LabelledSteps("b", new TokenSequence(new int[] {1}, new int[] {1}), new double[] {0.5});
    StepFigures figures = StepFigures.of(new float[] {1, 2, 3}, List.of(two, one));
    assertThat(figures.scores()).isDeepEqualTo(new double[][] {{1, 2}, {3}});
    assertThat(figures.steps()).isEqualTo(3);
  }

  @Test
  void theLossIsBinaryCrossEntropyAndItsSlopeTheDifference() {
    // label .25, p .3: -(.25 log .3 + .75 log .7)
    double score = Math.log(0.3 / 0.7);
    assertThat(StepLoss.loss(score, 0.25)).isCloseTo(0.568499, within(1e-6));
    assertThat(StepLoss.byScore(score, 0.25)).isCloseTo(0.05, CLOSE);
    for (double at : new double[] {-800, -1.5, 0, 0.7, 800}) {
      double difference = (StepLoss.loss(at + 1e-5, 0.8) - StepLoss.loss(at - 1e-5, 0.8)) / 2e-5;
      assertThat(StepLoss.byScore(at, 0.8)).isCloseTo(difference, within(1e-6));
    }
  }

  @Test
  void theSlopesOfPassesAreThoseOfTheMeanOverAllStepsOfTheBatch() {
    LabelledSteps first = new LabelledSteps(
        "a",
        new TokenSequence(new int[] {1}, new int[] {1, 2}).scoredAt(new int[] {0, 1}),
        new double[] {1, 0});
    LabelledSteps second =
        new LabelledSteps("b", new TokenSequence(new int[] {1}, new int[] {1}), new double[] {1});
    StepBatch batch = new StepBatch(1, List.of(first, second));
    assertThat(batch.slopes(0, new float[] {0, 0})).containsExactly(-0.5f / 3, 0.5f / 3);
    assertThat(batch.slopes(1, new float[] {0})).containsExactly(-0.5f / 3);
    assertThat(batch.metrics()).containsEntry("loss", Math.log(2));
    assertThat(batch.metrics().get("steps/right")).isCloseTo(2 / 3.0, CLOSE);
  }
}
