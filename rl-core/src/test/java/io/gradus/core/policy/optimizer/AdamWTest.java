package io.gradus.core.policy.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.architecture.Decoder;
import io.gradus.core.policy.MomentStates;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TinyPolicy;
import io.gradus.core.tensorfile.RawTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The step is arXiv:1711.05101's, computed once more in double. */
class AdamWTest {
  private static final int VOCABULARY = 5;
  private static final Decoder DECODER = TinyPolicy.decoder(2, 1, false);

  private static Map<String, float[]> all(float value) {
    Map<String, float[]> tensors = new LinkedHashMap<>();
    TinyPolicy.weights(DECODER, VOCABULARY, 1).forEach((name, values) -> {
      float[] same = new float[values.length];
      Arrays.fill(same, value);
      tensors.put(name, same);
    });
    return tensors;
  }

  private static void gradient(Policy policy, Map<String, float[]> values) {
    policy.weights().gradientTensors().load(name -> Objects.requireNonNull(values.get(name), name));
  }

  @ParameterizedTest(name = "weight decay {0}, largest gradient norm {1}")
  @CsvSource({"0, Infinity", "0.1, 1", "0.01, 0.5"})
  void twentyStepsFollowTheFormula(double weightDecay, double maxGradientNorm) {
    double beta1 = 0.9;
    double beta2 = 0.95;
    double epsilon = 1e-8;
    double learningRate = 3e-3;
    Map<String, float[]> weights = TinyPolicy.weights(DECODER, VOCABULARY, 1);
    Map<String, double[][]> expected = new LinkedHashMap<>();
    weights.forEach((name, values) -> {
      double[][] state = new double[3][values.length];
      for (int i = 0; i < values.length; i++) {
        state[0][i] = values[i];
      }
      expected.put(name, state);
    });
    try (Policy policy = TinyPolicy.of(DECODER, VOCABULARY, weights)) {
      AdamW adamw = new AdamW(
          policy, beta1, beta2, epsilon, weightDecay, maxGradientNorm, MomentStates.FLOAT32);
      for (int step = 1; step <= 20; step++) {
        // Some steps with a gradient far below the bound, which must not be scaled up.
        double size = step % 3 == 0 ? 1e-4 : 1;
        Map<String, float[]> gradient = new LinkedHashMap<>();
        for (Map.Entry<String, float[]> tensor : weights.entrySet()) {
          Random random = new Random(step + 31L * tensor.getKey().hashCode());
          float[] values = new float[tensor.getValue().length];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) (size * random.nextGaussian());
          }
          gradient.put(tensor.getKey(), values);
        }
        gradient(policy, gradient);
        double norm = policy.gradientNorm();
        adamw.step(learningRate, norm);

        double scale = Math.min(1, maxGradientNorm / (norm + 1e-6));
        int t = step;
        expected.forEach((name, state) -> {
          double decay = name.contains("norm") ? 0 : weightDecay;
          float[] g = Objects.requireNonNull(gradient.get(name));
          for (int i = 0; i < g.length; i++) {
            double slope = g[i] * scale;
            state[0][i] *= 1 - learningRate * decay;
            state[1][i] = beta1 * state[1][i] + (1 - beta1) * slope;
            state[2][i] = beta2 * state[2][i] + (1 - beta2) * slope * slope;
            state[0][i] -= learningRate
                * (state[1][i] / (1 - Math.pow(beta1, t)))
                / (Math.sqrt(state[2][i] / (1 - Math.pow(beta2, t))) + epsilon);
          }
        });
      }
      assertThat(adamw.steps()).isEqualTo(20);
      assertClose(policy.tensors(), "", expected, 0, 1e-5);
      assertClose(moments(adamw, "first."), "first.", expected, 1, 1e-5);
      assertClose(moments(adamw, "second."), "second.", expected, 2, 1e-5);
    }
  }

  private static List<RawTensor> moments(AdamW adamw, String prefix) {
    return adamw.infos().stream()
        .map(info -> adamw.read(info.name()))
        .filter(tensor -> tensor.name().startsWith(prefix))
        .toList();
  }

  private static void assertClose(
      Iterable<RawTensor> tensors,
      String prefix,
      Map<String, double[][]> expected,
      int which,
      double close) {
    tensors.forEach(tensor -> {
      double[] values =
          Objects.requireNonNull(expected.get(tensor.name().substring(prefix.length())))[which];
      float[] actual = tensor.floats();
      for (int i = 0; i < values.length; i++) {
        assertThat((double) actual[i])
            .as("%s[%d]", tensor.name(), i)
            .isCloseTo(values[i], within(close * Math.max(1e-2, Math.abs(values[i]))));
      }
    });
  }

  private static void assertWeights(Policy policy, double matrices, double norms, double close) {
    policy.tensors().forEach(tensor -> {
      double expected = tensor.name().contains("norm") ? norms : matrices;
      for (float value : tensor.floats()) {
        assertThat((double) value).as(tensor.name()).isCloseTo(expected, within(close));
      }
    });
  }

  /**
   * Weight 1, gradient 0.5, learning rate 1e-3, decay 0.01: 0.99899 for a matrix, 0.999 for a norm; then decay alone.
   */
  @Test
  void onlyMatricesDecay() {
    try (Policy policy = TinyPolicy.of(DECODER, VOCABULARY, all(1))) {
      AdamW adamw =
          new AdamW(policy, 0.9, 0.999, 1e-8, 0.01, Double.POSITIVE_INFINITY, MomentStates.FLOAT32);
      gradient(policy, all(0.5f));
      adamw.step(1e-3, policy.gradientNorm());
      assertWeights(policy, 0.99899, 0.999, 1e-7);
    }
    try (Policy policy = TinyPolicy.of(DECODER, VOCABULARY, all(1))) {
      AdamW adamw =
          new AdamW(policy, 0.9, 0.999, 1e-8, 0.01, Double.POSITIVE_INFINITY, MomentStates.FLOAT32);
      gradient(policy, all(0));
      adamw.step(1e-3, policy.gradientNorm());
      assertWeights(policy, 0.99999, 1, 1e-7);
    }
  }

  /** In bf16 a weight of 1 would not move at all: the step is below its precision. */
  @Test
  void aThousandStepsOfAMillionthMoveAWeightByAThousandth() {
    try (Policy policy = TinyPolicy.of(DECODER, VOCABULARY, all(1))) {
      AdamW adamw = new AdamW(policy, 0.9, 0.999, 1e-8, 0, 1, MomentStates.FLOAT32);
      gradient(policy, all(0.01f));
      double norm = policy.gradientNorm();
      for (int step = 0; step < 1000; step++) {
        adamw.step(1e-6, norm);
      }
      assertWeights(policy, 0.999, 0.999, 5e-5);
    }
  }

  @Test
  void theAlignmentIsTheCosineOfGradientAndLastUpdate() {
    try (Policy policy = TinyPolicy.of(DECODER, VOCABULARY, all(1))) {
      AdamW adamw = new AdamW(policy, 0.9, 0.999, 1e-8, 0, 1, MomentStates.FLOAT32);
      gradient(policy, all(0.01f));
      assertThat(adamw.alignment()).isZero();
      adamw.step(1e-6, policy.gradientNorm());
      assertThat(adamw.alignment()).isCloseTo(1, within(1e-5));
      gradient(policy, all(-0.03f));
      assertThat(adamw.alignment()).isCloseTo(-1, within(1e-5));
    }
  }

  @Test
  void aNormThatIsNoNumberIsRefusedBeforeAnythingMoves() {
    try (Policy policy = TinyPolicy.of(DECODER, VOCABULARY, all(1))) {
      AdamW adamw = new AdamW(policy, 0.9, 0.999, 1e-8, 0, 1, MomentStates.FLOAT32);
      gradient(policy, all(Float.NaN));
      assertThatThrownBy(() -> adamw.step(1e-3, policy.gradientNorm()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("gradientNorm");
      assertThat(adamw.steps()).isZero();
      assertWeights(policy, 1, 1, 0);
    }
  }

  @Test
  void movedMomentsGoOnAsIfNothingHadHappened() {
    Map<String, float[]> weights = TinyPolicy.weights(DECODER, VOCABULARY, 2);
    Map<String, float[]> gradient = TinyPolicy.weights(DECODER, VOCABULARY, 3);
    Map<String, RawTensor> moments = new LinkedHashMap<>();
    Map<String, float[]> after = new LinkedHashMap<>();
    Map<String, float[]> between = new LinkedHashMap<>();
    try (Policy policy = TinyPolicy.of(DECODER, VOCABULARY, weights)) {
      AdamW adamw = new AdamW(policy, 0.9, 0.999, 1e-8, 0.1, 1, MomentStates.FLOAT32);
      gradient(policy, gradient);
      adamw.step(1e-2, policy.gradientNorm());
      adamw.infos().forEach(info -> moments.put(info.name(), adamw.read(info.name())));
      policy.tensors().forEach(t -> between.put(t.name(), t.floats()));
      gradient(policy, gradient); // clipping is done in place
      adamw.step(1e-2, policy.gradientNorm());
      policy.tensors().forEach(t -> after.put(t.name(), t.floats()));
    }
    try (Policy policy = TinyPolicy.of(DECODER, VOCABULARY, between)) {
      AdamW adamw = new AdamW(policy, 0.9, 0.999, 1e-8, 0.1, 1, MomentStates.FLOAT32);
      adamw.load(1, name -> Objects.requireNonNull(moments.get(name), name));
      gradient(policy, gradient);
      adamw.step(1e-2, policy.gradientNorm());
      policy.tensors().forEach(t -> assertThat(t.floats()).isEqualTo(after.get(t.name())));
    }
  }
}
