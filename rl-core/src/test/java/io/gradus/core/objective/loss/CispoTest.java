package io.gradus.core.objective.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.PolicyLossContract;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.TokenLogProbs;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CispoTest {

  @Nested
  class Paper extends PolicyLossContract {
    @Override
    protected PolicyLoss loss() {
      return new Cispo(Optional.empty(), 0.5);
    }

    @Override
    protected double[] jumps() {
      return new double[] {1.5};
    }

    @Override
    protected boolean holdsTheRatio() {
      return true;
    }
  }

  @Nested
  class WithALowerBound extends Paper {
    @Override
    protected PolicyLoss loss() {
      return new Cispo(Optional.of(0.2), 0.2);
    }

    @Override
    protected double[] jumps() {
      return new double[] {0.8, 1.2};
    }
  }

  @Test
  void aTokenBeyondTheBoundKeepsAGradientOfBoundedWeight() {
    SequenceLoss above = loss(new Cispo(Optional.empty(), 0.2), 0.3);
    assertThat(above.loss()).isCloseTo(0.84, within(1e-9));
    assertThat(above.gradient()[0]).isCloseTo(-1.2, within(1e-9));
    assertThat(above.clips().high()).isEqualTo(1);
    SequenceLoss below = loss(new Cispo(Optional.empty(), 0.2), -2);
    assertThat(below.gradient()[0]).isCloseTo(-Math.exp(-2), within(1e-9));
    assertThat(below.clips().low()).isZero();
    SequenceLoss bounded = loss(new Cispo(Optional.of(0.4), 0.2), -2);
    assertThat(bounded.gradient()[0]).isCloseTo(-0.6, within(1e-9));
    assertThat(bounded.clips().low()).isEqualTo(1);
  }

  @Test
  void boundsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new Cispo(Optional.of(0.0), 1)).hasMessageStartingWith("clip-low: ");
    assertThatThrownBy(() -> new Cispo(Optional.empty(), 0)).hasMessageStartingWith("clip-high: ");
  }

  private static SequenceLoss loss(Cispo cispo, double logRatio) {
    SequenceLoss sequence = new SequenceLoss(
        new TokenLogProbs(
            new double[] {-0.7}, new double[] {-0.7 - logRatio}, new double[0], new double[0]),
        new double[] {1},
        1,
        1);
    cispo.add(sequence);
    return sequence;
  }
}
