package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.RunFailure;
import io.gradus.core.policy.Policy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A number that is none stops the run before the weights are touched, in words. */
class NotANumberTest {

  private static void spoil(Policy policy, String tensor, float value) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    policy.tensors().forEach(t -> weights.put(t.name(), t.floats()));
    Objects.requireNonNull(weights.get(tensor))[0] = value;
    policy.tensors().load(name -> Objects.requireNonNull(weights.get(name), name));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, 1e38f})
  void aWeightSpoiltAfterSamplingIsToldWithStepAndSample(float value) {
    try (TinyRun run = new TinyRun()) {
      String[] before = new String[1];
      run.afterSampling = () -> {
        spoil(run.policy, "model.layers.0.mlp.down_proj.weight", value);
        before[0] = run.hash();
      };
      assertThatThrownBy(run::train)
          .isInstanceOf(RunFailure.class)
          .hasMessageContaining("step 1")
          .hasMessageContaining("problem 'letters-1-0'")
          .hasMessageContaining("weights did not change");
      assertThat(run.hash()).isEqualTo(before[0]);
      assertThat(run.optimizerSteps).isZero();
    }
  }

  /**
   * A policy that says NaN of everything: it is found when it samples or when it is scored, and told, never a native
   * crash.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.norm.weight",
        "model.embed_tokens.weight",
        "model.layers.1.mlp.up_proj.weight"
      })
  void aWeightThatIsNoNumberWhenTheStepBeginsIsToldWithStepAndSample(String tensor) {
    try (TinyRun run = new TinyRun()) {
      spoil(run.policy, tensor, Float.NaN);
      String before = run.hash();
      assertThatThrownBy(run::train)
          .isInstanceOf(RunFailure.class)
          .hasMessageContaining("step 1")
          .hasMessageContaining("problem 'letters-1-0'");
      assertThat(run.hash()).isEqualTo(before);
      assertThat(run.optimizerSteps).isZero();
    }
  }

  /** A slope that a double holds, and the engine's single precision does not. */
  @Test
  void aGradientThatOverflowsIsToldWithItsStep() {
    try (TinyRun run = new TinyRun()) {
      String before = run.hash();
      run.loss = sequence -> sequence.addPolicyLoss(0, 0, 1e45);
      assertThatThrownBy(run::train)
          .isInstanceOf(RunFailure.class)
          .hasMessageContaining("step 1")
          .hasMessageContaining("gradient's norm")
          .hasMessageContaining("weights did not change");
      assertThat(run.hash()).isEqualTo(before);
    }
  }

  @Test
  void theLossThatIsNoNumberIsToldWithTheSample() {
    try (TinyRun run = new TinyRun()) {
      String before = run.hash();
      run.loss = sequence -> sequence.addPolicyLoss(0, Double.NaN, 0);
      assertThatThrownBy(run::train)
          .isInstanceOf(RunFailure.class)
          .hasMessageContaining("step 1")
          .hasMessageContaining("the loss of a completion is NaN")
          .hasMessageContaining("letters-1-0")
          .hasMessageContaining("weights did not change");
      assertThat(run.hash()).isEqualTo(before);
    }
  }
}
