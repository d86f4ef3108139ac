package io.gradus.core.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.component.Components;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every loss of pairs keeps. */
class PairLossTest {
  static List<PairLoss> losses() {
    return List.of(
        SigmoidLoss.defaults(),
        new SigmoidLoss(0.5, 0.2, false),
        new SigmoidLoss(2, 0, true),
        IpoLoss.defaults(),
        new IpoLoss(0.1, false),
        HingeLoss.defaults(),
        RobustLoss.defaults(),
        ExoPair.defaults(),
        NcaPair.defaults(),
        ApoZero.defaults(),
        ApoDown.defaults());
  }

  @Test
  void everyLossOfTheTableIsTested() {
    Components components = Components.load();
    Set<String> tested = losses().stream()
        .map(loss -> components.nameOf(PairLoss.class, loss.getClass()).orElseThrow())
        .collect(Collectors.toSet());
    assertThat(tested).containsExactlyInAnyOrderElementsOf(components.names(PairLoss.class));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theSlopesAreTheDerivativesOfTheLoss(PairLoss loss) {
    Random random = new Random(3);
    double h = 1e-6;
    for (int i = 0; i < 200; i++) {
      double[] p = {
        -30 * random.nextDouble(),
        -30 * random.nextDouble(),
        -30 * random.nextDouble(),
        -30 * random.nextDouble()
      };
      PairSlope slope = loss.of(pair(p, 0, 0));
      double chosen = (loss.of(pair(p, h, 0)).loss() - loss.of(pair(p, -h, 0)).loss()) / (2 * h);
      double rejected = (loss.of(pair(p, 0, h)).loss() - loss.of(pair(p, 0, -h)).loss()) / (2 * h);
      assertThat(slope.chosen()).isCloseTo(chosen, within(1e-6 * Math.max(1, Math.abs(chosen))));
      assertThat(slope.rejected())
          .isCloseTo(rejected, within(1e-6 * Math.max(1, Math.abs(rejected))));
    }
  }

  private static PairLogProbs pair(double[] p, double chosen, double rejected) {
    return new PairLogProbs(p[0] + chosen, p[1] + rejected, p[2], p[3], 7, 4);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void atTheReferenceEveryLossMovesChosenAboveRejected(PairLoss loss) {
    PairSlope slope = loss.of(new PairLogProbs(-9, -8, -9, -8, 4, 3));
    assertThat(slope.chosen()).isLessThan(slope.rejected());
    assertThat(slope.rejected()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void farPoliciesGiveFiniteLosses(PairLoss loss) {
    for (double far : new double[] {-1e5, 1e5}) {
      PairSlope slope = loss.of(new PairLogProbs(-1e5, -1e5, -1e5 + far, -1e5 - far, 3, 5));
      assertThat(slope.loss()).isFinite();
      assertThat(slope.chosen()).isFinite();
      assertThat(slope.rejected()).isFinite();
    }
  }

  /** Margins +2 and -1 at beta 0.1, from the specification of methods. */
  @Test
  void theExampleOfDpoHolds() {
    PairSlope slope = SigmoidLoss.defaults().of(new PairLogProbs(-10, -21, -12, -20, 5, 5));
    assertThat(slope.loss()).isCloseTo(0.554355, within(1e-6));
    assertThat(slope.chosen()).isCloseTo(-0.0425557, within(1e-7));
    assertThat(slope.rejected()).isCloseTo(0.0425557, within(1e-7));
  }

  @Test
  void lengthNormalisationDividesEachLogRatioByItsTokens() {
    PairLogProbs pair = new PairLogProbs(-10, -21, -12, -20, 4, 2);
    assertThat(new IpoLoss(0.1, true).of(pair).loss())
        .isCloseTo(Math.pow(2 / 4.0 + 1 / 2.0 - 5, 2), within(1e-12));
    assertThat(new IpoLoss(0.1, false).of(pair).loss())
        .isCloseTo(Math.pow(2 + 1 - 5, 2), within(1e-12));
    assertThat(new IpoLoss(0.1, true).of(pair).rejected())
        .isCloseTo(-2 * (1 - 5) / 2.0, within(1e-12));
  }

  @Test
  void settingsWithoutAMeaningAreRefused() {
    assertThatThrownBy(() -> new HingeLoss(0)).hasMessageContaining("beta: must be positive");
    assertThatThrownBy(() -> new RobustLoss(0.1, 0.5))
        .hasMessageContaining("label-smoothing: must be in [0, 0.5)");
    assertThatThrownBy(() -> new ExoPair(0.1, 0))
        .hasMessageContaining("label-smoothing: must be positive");
    assertThatThrownBy(() -> new PairObjective(HingeLoss.defaults(), -1))
        .hasMessageContaining("sft: must not be negative");
  }
}
