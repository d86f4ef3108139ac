package io.gradus.core.objective.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.objective.Batch;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.PolicyLossContract;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.TokenLogProbs;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ClippedSurrogateTest {

  @Nested
  class Grpo extends PolicyLossContract {
    @Override
    protected PolicyLoss loss() {
      return Batch.clip(0.2, 0.2);
    }

    @Override
    protected double[] jumps() {
      return new double[] {0.8, 1.2};
    }
  }

  @Nested
  class DapoWithDualClip extends PolicyLossContract {
    @Override
    protected PolicyLoss loss() {
      return new ClippedSurrogate(0.2, 0.28, Optional.of(3.0));
    }

    @Override
    protected double[] jumps() {
      return new double[] {0.8, 1.28, 3};
    }
  }

  @Nested
  class DeepSeekR1 extends PolicyLossContract {
    @Override
    protected PolicyLoss loss() {
      return Batch.clip(10, 10);
    }

    @Override
    protected double[] jumps() {
      return new double[] {11};
    }
  }

  @Test
  void theTextbookExamples() {
    assertThat(loss(Batch.clip(0.2, 0.2), 0.3, 1).loss()).isCloseTo(-1.2, within(1e-9));
    assertThat(loss(Batch.clip(0.2, 0.2), 0.3, 1).gradient()).containsExactly(0);
    assertThat(loss(Batch.clip(0.2, 0.2), 0.3, -1).loss()).isCloseTo(1.349859, within(1e-6));
    assertThat(loss(Batch.clip(0.2, 0.2), Math.log(5), -1).loss()).isCloseTo(5, within(1e-9));
    ClippedSurrogate dual = new ClippedSurrogate(0.2, 0.2, Optional.of(3.0));
    assertThat(loss(dual, Math.log(5), -1).loss()).isCloseTo(3, within(1e-9));
    assertThat(loss(dual, Math.log(5), -1).gradient()).containsExactly(0);
    assertThat(loss(dual, Math.log(5), -1).clips().dual()).isEqualTo(1);
    assertThat(loss(dual, Math.log(2.9), -1).clips().dual()).isZero();
    assertThat(loss(dual, Math.log(5), 1).clips().dual()).isZero();
  }

  @Test
  void withoutAnAdvantageNothingIsClipped() {
    for (double logRatio : new double[] {-3, 3}) {
      SequenceLoss even = loss(new ClippedSurrogate(0.2, 0.2, Optional.of(3.0)), logRatio, 0);
      assertThat(even.clips().low() + even.clips().high() + even.clips().dual()).isZero();
      assertThat(even.loss()).isZero();
    }
  }

  @Test
  void theLogRatioIsClampedToTwenty() {
    SequenceLoss far = loss(Batch.clip(0.2, 0.2), 30, -1);
    assertThat(far.loss()).isEqualTo(Math.exp(20));
    assertThat(far.gradient()).containsExactly(0);
    assertThat(loss(Batch.clip(0.2, 0.2), 19.9, -1).gradient()[0]).isEqualTo(Math.exp(19.9));
  }

  @Test
  void boundsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> Batch.clip(-1, 0.2))
        .hasMessage("clip-low: must be above 0, but is -1.0");
    assertThatThrownBy(() -> Batch.clip(0.2, 0))
        .hasMessage("clip-high: must be above 0, but is 0.0");
    assertThatThrownBy(() -> Batch.clip(0.2, Double.NaN)).hasMessageStartingWith("clip-high: ");
    assertThatThrownBy(() -> new ClippedSurrogate(0.2, 0.2, Optional.of(1.0)))
        .hasMessage("dual-clip: must be above 1, but is 1.0");
  }

  private static SequenceLoss loss(PolicyLoss loss, double logRatio, double advantage) {
    SequenceLoss sequence = new SequenceLoss(
        new TokenLogProbs(new double[] {logRatio}, new double[] {0}, new double[0], new double[0]),
        new double[] {advantage},
        1,
        1);
    loss.add(sequence);
    return sequence;
  }
}
