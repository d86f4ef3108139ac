package io.gradus.core.objective.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.PolicyLossContract;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.TokenLogProbs;
import org.junit.jupiter.api.Test;

class SapoTest extends PolicyLossContract {
  @Override
  protected PolicyLoss loss() {
    return new Sapo(1, 1.05);
  }

  @Override
  protected double[] jumps() {
    return new double[0];
  }

  @Test
  void theGateIsOpenWhereThePolicyHasNotMovedAndClosesOnBothSides() {
    assertThat(loss(1, 1).loss()).isCloseTo(-2, within(1e-9));
    assertThat(loss(1, 1).gradient()[0]).isCloseTo(-1, within(1e-9));
    assertThat(loss(1.5, 1).loss()).isCloseTo(-2.489837, within(1e-6));
    assertThat(loss(1.5, 1).gradient()[0]).isCloseTo(-1.410022, within(1e-6));
    assertThat(loss(1.5, -1).loss()).isCloseTo(2.393585, within(1e-6));
    assertThat(loss(1.5, -1).gradient()[0]).isCloseTo(1.401210, within(1e-6));
    assertThat(Math.abs(loss(20, 1).gradient()[0])).isLessThan(1e-5);
    assertThat(Math.abs(loss(0.01, 1).gradient()[0])).isLessThan(0.01);
  }

  @Test
  void temperaturesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new Sapo(0, 1))
        .hasMessage("temperature-positive: must be above 0, but is 0.0");
    assertThatThrownBy(() -> new Sapo(1, Double.NaN))
        .hasMessageStartingWith("temperature-negative: ");
  }

  private static SequenceLoss loss(double ratio, double advantage) {
    SequenceLoss sequence = new SequenceLoss(
        new TokenLogProbs(
            new double[] {Math.log(ratio)}, new double[] {0}, new double[0], new double[0]),
        new double[] {advantage},
        1,
        1);
    new Sapo(1, 1.05).add(sequence);
    return sequence;
  }
}
