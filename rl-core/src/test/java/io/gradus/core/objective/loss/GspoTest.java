package io.gradus.core.objective.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.PolicyLossContract;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.TokenLogProbs;
import org.junit.jupiter.api.Test;

class GspoTest extends PolicyLossContract {
  private static final double[] LOG_RATIOS = {0.1, -0.05, 0.02};

  @Override
  protected PolicyLoss loss() {
    return new Gspo(0.2, 0.27);
  }

  @Override
  protected double[] jumps() {
    return new double[] {0.8, 1.27};
  }

  @Override
  protected boolean isOfTheSequence() {
    return true;
  }

  @Test
  void theRatioIsTheGeometricMeanOfTheTokens() {
    SequenceLoss good = loss(new Gspo(3e-4, 4e-4), 1);
    assertThat(good.loss() / 3).isCloseTo(-1.0004, within(1e-9));
    assertThat(good.gradient()).containsOnly(0);
    assertThat(good.clips().high()).isEqualTo(3);
    SequenceLoss bad = loss(new Gspo(3e-4, 4e-4), -1);
    assertThat(bad.loss() / 3).isCloseTo(1.0236077, within(1e-7));
    assertThat(bad.gradient()).containsOnly(bad.gradient()[0]);
    assertThat(bad.gradient()[0]).isCloseTo(1.0236077, within(1e-7));
    assertThat(bad.clips().low() + bad.clips().high()).isZero();
  }

  @Test
  void aTokenFarOffMovesTheWholeCompletion() {
    double[] old = {-1, -1};
    SequenceLoss sequence = new SequenceLoss(
        new TokenLogProbs(new double[] {-1, -2}, old, new double[0], new double[0]),
        new double[] {-1, -1},
        1,
        1);
    new Gspo(0.2, 0.2).add(sequence);
    assertThat(sequence.clips().low()).as("exp(-1 / 2) is below 0.8 for both").isEqualTo(2);
    assertThat(sequence.gradient()).containsOnly(0);
  }

  @Test
  void theLogarithmOfTheRatioIsClampedToTwenty() {
    double[] far = {-1, -1};
    SequenceLoss sequence = new SequenceLoss(
        new TokenLogProbs(far, new double[] {-31, -31}, new double[0], new double[0]),
        new double[] {-1, -1},
        1,
        1);
    new Gspo(0.2, 0.2).add(sequence);
    assertThat(sequence.loss()).isEqualTo(2 * Math.exp(20));
    assertThat(sequence.gradient()).containsOnly(0);
  }

  @Test
  void boundsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new Gspo(0, 0.1)).hasMessageStartingWith("clip-low: must be above 0");
    assertThatThrownBy(() -> new Gspo(0.1, -1)).hasMessageStartingWith("clip-high: ");
  }

  private static SequenceLoss loss(Gspo gspo, double advantage) {
    SequenceLoss sequence = new SequenceLoss(
        new TokenLogProbs(LOG_RATIOS, new double[3], new double[0], new double[0]),
        new double[] {advantage, advantage, advantage},
        1,
        1);
    gspo.add(sequence);
    return sequence;
  }
}
