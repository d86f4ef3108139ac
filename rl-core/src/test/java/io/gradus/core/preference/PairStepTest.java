package io.gradus.core.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.RunFailure;
import io.gradus.core.policy.LogProbs;
import io.gradus.core.policy.TokenSequence;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairStepTest {

  /** A pair with two chosen tokens and one rejected token. */
  private static TokenPair pair(boolean truncated) {
    return new TokenPair(
        "p7",
        new TokenSequence(new int[1], new int[2]),
        new TokenSequence(new int[1], new int[1]),
        truncated,
        0);
  }

  private static PairStep step(float chosenToken, float rejectedToken) {
    List<TokenPair> pairs = List.of(pair(false), pair(true));
    PairStep step = new PairStep(
        9, new PairObjective(SigmoidLoss.defaults(), 0), pairs, new double[] {-2, -1, -2, -1});
    for (int i = 0; i < 2; i++) {
      var unused = step.gradient(
          2 * i,
          new LogProbs(
              new float[][] {{chosenToken, chosenToken}, {rejectedToken}}, new float[][] {{}, {}}));
    }
    return step;
  }

  @Test
  void metricsAreMeansOverThePairs() {
    assertThat(step(-0.5f, -3).metrics())
        .containsEntry("pairs/accuracy", 1.0)
        .containsEntry("pairs/chosen_log_prob", -1.0)
        .containsEntry("pairs/rejected_log_prob", -3.0)
        .containsEntry("pairs/chosen_nll", 0.5)
        .containsEntry("pairs/truncated", 0.5)
        .hasEntrySatisfying("pairs/chosen_reward", r -> assertThat(r).isCloseTo(0.1, within(1e-9)))
        .hasEntrySatisfying(
            "pairs/rejected_reward", r -> assertThat(r).isCloseTo(-0.2, within(1e-9)))
        .hasEntrySatisfying("pairs/margin", r -> assertThat(r).isCloseTo(0.3, within(1e-9)))
        .hasEntrySatisfying("loss", r -> assertThat(r).isCloseTo(0.554355, within(1e-6)));
  }

  @Test
  void aFallOfTheChosenCompletionsBehindARisingAccuracyIsAWarning() {
    assertThat(step(-1.2f, -4).warnings())
        .singleElement()
        .asString()
        .startsWith("step 9: the chosen completions became less likely")
        .contains("-0.20 nats per token", "100 % of the pairs", "Set sft to 0.1");
    assertThat(step(-0.9f, -4).warnings()).isEmpty();
    // both fall, but the pairs are ordered wrongly: the loss itself says that
    assertThat(step(-2, -1).warnings()).isEmpty();
  }

  @Test
  void anInfiniteLossStopsTheRunAndNamesTheProblem() {
    assertThatThrownBy(() -> step(Float.NaN, -1))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("step 9")
        .hasMessageContaining("problem 'p7'")
        .hasMessageContaining("The weights did not change");
  }
}
