package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.UserError;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.component.Labelled;
import io.gradus.core.engine.Compute;
import io.gradus.core.policy.optimizer.AdamW;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Low-rank adaptation, arXiv:2106.09685. */
class LoraTest {
  private static final int VOCABULARY = 11;
  private static final Decoder DECODER = TinyPolicy.decoder(4, 2, false);
  private static final Map<String, float[]> WEIGHTS = TinyPolicy.weights(DECODER, VOCABULARY, 7);
  private static final List<TokenSequence> SEQUENCES =
      TinyPolicy.sequences(new Random(5), VOCABULARY, 3, 3);

  static Lora lora(double dropout, String base, String... targets) {
    return new Lora(
        3,
        Optional.of(6.0),
        dropout,
        List.of(targets),
        false,
        Labelled.find(BaseStates.class, base).orElseThrow(),
        Optional.empty());
  }

  static Policy adapted(Lora lora) {
    return Policy.of(
        DECODER,
        VOCABULARY,
        Compute.cpu(),
        Optional.of(lora),
        5,
        name -> Objects.requireNonNull(WEIGHTS.get(name), name));
  }

  /** Puts random numbers where an adapter has zeros. */
  static void disturb(Policy policy, long seed) {
    Map<String, float[]> values = new LinkedHashMap<>();
    policy.tensors().forEach(t -> {
      Random random = new Random(seed + t.name().hashCode());
      float[] some = new float[t.floats().length];
      for (int i = 0; i < some.length; i++) {
        some[i] = (float) (0.2 * random.nextGaussian());
      }
      values.put(t.name(), some);
    });
    policy.tensors().load(values::get);
  }

  static Map<String, float[]> values(TensorSet tensors) {
    Map<String, float[]> values = new LinkedHashMap<>();
    tensors.forEach(t -> values.put(t.name(), t.floats()));
    return values;
  }

  @Test
  void beforeItsFirstStepItIsTheBaseToTheLastBit() {
    try (Policy base = TinyPolicy.of(DECODER, VOCABULARY, WEIGHTS);
        Policy adapted = adapted(lora(0, "float32"))) {
      float[][] expected = base.score(SEQUENCES, 1).logProbs();
      assertThat(adapted.score(SEQUENCES, 1).logProbs()).isDeepEqualTo(expected);
      values(adapted.mergedTensors())
          .forEach((name, tensor) -> assertThat(tensor).isEqualTo(WEIGHTS.get(name)));
    }
  }

  @Test
  void itsFirstMatricesComeFromTheSeedWithinKaimingsBound() {
    try (Policy one = adapted(lora(0, "float32"));
        Policy same = adapted(lora(0, "float32"))) {
      Map<String, float[]> tensors = values(one.tensors());
      assertThat(values(same.tensors()).keySet()).isEqualTo(tensors.keySet());
      values(same.tensors()).forEach((name, v) -> assertThat(v).isEqualTo(tensors.get(name)));
      float[] a = tensors.get("base_model.model.model.layers.1.self_attn.k_proj.lora_A.weight");
      assertThat(a).hasSize(3 * 16);
      double greatest = 0;
      for (float value : Objects.requireNonNull(a)) {
        greatest = Math.max(greatest, Math.abs(value));
      }
      assertThat(greatest).isBetween(0.8 / 4, 1 / 4.0);
      assertThat(tensors.get("base_model.model.model.layers.1.self_attn.k_proj.lora_B.weight"))
          .containsOnly(0);
    }
  }

  /** The gradient of A is s B^T dW, that of B is s dW A^T, where dW is what the merged model's weight would get. */
  @ParameterizedTest
  @ValueSource(strings = {"", "q_proj,down_proj", "k_proj,up_proj,o_proj", "v_proj"})
  void gradientsFollowFromThoseOfTheMergedWeights(String targets) {
    Lora lora = lora(0, "float32", targets.isEmpty() ? new String[0] : targets.split(",", -1));
    try (Policy adapted = adapted(lora)) {
      disturb(adapted, 1);
      Map<String, float[]> merged = values(adapted.mergedTensors());
      Map<String, float[]> adapter = values(adapted.tensors());
      Map<String, float[]> actual = TinyPolicy.gradient(adapted, SEQUENCES, 1.3, 2);
      Map<String, float[]> dw;
      try (Policy whole = TinyPolicy.of(DECODER, VOCABULARY, merged)) {
        assertThat(adapted.score(SEQUENCES, 1).logProbs()[0])
            .containsExactly(whole.score(SEQUENCES, 1).logProbs()[0], within(1e-5f));
        dw = TinyPolicy.gradient(whole, SEQUENCES, 1.3, 2);
      }
      Map<String, float[]> expected = new LinkedHashMap<>();
      int r = lora.rank();
      adapter.forEach((name, values) -> {
        String module = name.substring(Adapter.PREFIX.length(), name.indexOf(".lora_"));
        float[] slope = Objects.requireNonNull(dw.get(module + ".weight"), module);
        String prefix = Adapter.PREFIX + module;
        float[] a = Objects.requireNonNull(adapter.get(prefix + ".lora_A.weight"));
        float[] b = Objects.requireNonNull(adapter.get(prefix + ".lora_B.weight"));
        int in = a.length / r;
        int out = b.length / r;
        double[] sum = new double[values.length];
        for (int o = 0; o < out; o++) {
          for (int k = 0; k < r; k++) {
            for (int i = 0; i < in; i++) {
              if (name.contains("lora_A")) {
                sum[k * in + i] += lora.scale() * b[o * r + k] * slope[o * in + i];
              } else {
                sum[o * r + k] += lora.scale() * slope[o * in + i] * a[k * in + i];
              }
            }
          }
        }
        float[] narrow = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
          narrow[i] = (float) sum[i];
        }
        expected.put(name, narrow);
      });
      assertThat(actual.keySet()).isEqualTo(expected.keySet());
      assertThat(TinyPolicy.difference(actual, expected)).isLessThan(1e-5);
    }
  }

  @Test
  void afterTrainingMergedIsUnmergedAndTheBaseHasNotMoved() {
    try (Policy adapted = adapted(lora(0, "float32"));
        AdamW adamw = new AdamW(adapted, 0.9, 0.999, 1e-8, 0.1, 1, MomentStates.FLOAT32)) {
      float[][] before = adapted.score(SEQUENCES, 1).logProbs();
      Policy reference = adapted.copy();
      for (int step = 0; step < 5; step++) {
        TinyPolicy.gradient(adapted, SEQUENCES, 1, step);
        adamw.step(1e-2, adapted.gradientNorm());
      }
      float[][] after = adapted.score(SEQUENCES, 1).logProbs();
      assertThat(after[0][0]).isNotCloseTo(before[0][0], within(1e-4f));
      try (Policy merged = TinyPolicy.of(DECODER, VOCABULARY, values(adapted.mergedTensors()))) {
        float[][] same = merged.score(SEQUENCES, 1).logProbs();
        for (int i = 0; i < same.length; i++) {
          assertThat(after[i]).containsExactly(same[i], within(1e-5f));
        }
      }
      // The reference shares the base, and is what the policy was: with the adapter off, to the
      // last bit.
      assertThat(reference.score(SEQUENCES, 1).logProbs()).isDeepEqualTo(before);
      Policy later = adapted.copy();
      assertThat(later.score(SEQUENCES, 1).logProbs()).isDeepEqualTo(after);
      reference.close();
      later.close();
      assertThat(adapted.score(SEQUENCES, 1).logProbs()).isDeepEqualTo(after);
    }
  }

  @Test
  void onlyTheAdapterHasGradientsAndMoments() {
    try (Policy adapted = adapted(lora(0, "float32", "q_proj", "v_proj"))) {
      int before = adapted.nativeArrays();
      TinyPolicy.gradient(adapted, SEQUENCES, 1, 1);
      // A of the two in one array, B of each: three arrays a layer; and what fills the gaps of two
      // lists.
      assertThat(adapted.nativeArrays() - before).isLessThanOrEqualTo(2 * 3 + 10);
      try (AdamW adamw = new AdamW(adapted, 0.9, 0.999, 1e-8, 0, 1, MomentStates.FLOAT32)) {
        assertThat(adamw.infos()).hasSize(2 * 2 * 2 * 2).allMatch(i -> i.name().contains("lora_"));
      }
    }
  }

  @Test
  void dropoutDependsOnTheStepAndNotOnTheSplit() {
    try (Policy adapted = adapted(lora(0.3, "float32"))) {
      disturb(adapted, 1);
      float[][] scored = adapted.score(SEQUENCES, 1).logProbs();
      adapted.dropoutOf(1);
      Map<String, float[]> whole = TinyPolicy.gradient(adapted, SEQUENCES, 1, 2);
      adapted.zeroGradients();
      float[][] trained = new float[SEQUENCES.size()][];
      for (int i = 0; i < SEQUENCES.size(); i++) {
        List<TokenSequence> one = SEQUENCES.subList(i, i + 1);
        int at = i;
        adapted.gradient(one, 1, logProbs -> {
          trained[at] = logProbs.logProbs()[0];
          return new TokenGradients(TinyPolicy.slopes(one, 2), TinyPolicy.slopes(one, 3));
        });
      }
      assertThat(TinyPolicy.difference(TinyPolicy.gradients(adapted), whole)).isLessThan(1e-5);
      assertThat(trained[0]).isNotEqualTo(scored[0]);
      adapted.dropoutOf(2);
      assertThat(TinyPolicy.difference(TinyPolicy.gradient(adapted, SEQUENCES, 1, 2), whole))
          .isGreaterThan(0.05);
      adapted.dropoutOf(1);
      assertThat(TinyPolicy.difference(TinyPolicy.gradient(adapted, SEQUENCES, 1, 2), whole))
          .isZero();
      assertThat(adapted.score(SEQUENCES, 1).logProbs()).isDeepEqualTo(scored);
    }
  }

  /** Central differences of the loss as training computes it. */
  @Test
  void withDropoutTheGradientIsThatOfWhatWasKept() {
    try (Policy adapted = adapted(lora(0.4, "float32"))) {
      disturb(adapted, 1);
      adapted.dropoutOf(3);
      Map<String, float[]> gradient = TinyPolicy.gradient(adapted, SEQUENCES, 1, 2);
      Map<String, float[]> values = values(adapted.tensors());
      float step = 3e-3f;
      List<Double> relative = new ArrayList<>();
      for (String name : values.keySet()) {
        float[] slopes = Objects.requireNonNull(gradient.get(name));
        int i = 0;
        for (int j = 0; j < slopes.length; j++) {
          i = Math.abs(slopes[j]) > Math.abs(slopes[i]) ? j : i;
        }
        float[] tensor = Objects.requireNonNull(values.get(name));
        float value = tensor[i];
        tensor[i] = value + step;
        double above = loss(adapted, values);
        tensor[i] = value - step;
        double below = loss(adapted, values);
        tensor[i] = value;
        relative.add(Math.abs((above - below) / (2 * step) - slopes[i]) / Math.abs(slopes[i]));
      }
      assertThat(relative).hasSizeGreaterThan(20).allMatch(r -> r < 0.02);
    }
  }

  private static double loss(Policy policy, Map<String, float[]> values) {
    policy.tensors().load(values::get);
    double[] loss = new double[1];
    float[][] slopes = TinyPolicy.slopes(SEQUENCES, 2);
    float[][] entropySlopes = TinyPolicy.slopes(SEQUENCES, 3);
    policy.zeroGradients();
    policy.gradient(SEQUENCES, 1, said -> {
      for (int i = 0; i < slopes.length; i++) {
        for (int t = 0; t < slopes[i].length; t++) {
          loss[0] += (double) slopes[i][t] * said.logProbs()[i][t]
              + (double) entropySlopes[i][t] * said.entropies()[i][t];
        }
      }
      return new TokenGradients(slopes, entropySlopes);
    });
    return loss[0];
  }

  @Test
  void theScaleIsAlphaOverTheRankOrItsRoot() {
    assertThat(lora(0, "float32").scale()).isEqualTo(2);
    assertThat(
            new Lora(16, Optional.of(8.0), 0, List.of(), true, BaseStates.FLOAT32, Optional.empty())
                .scale())
        .isEqualTo(2);
    assertThat(new Lora(
                16, Optional.empty(), 0, List.of(), false, BaseStates.FLOAT32, Optional.empty())
            .scale())
        .isEqualTo(1);
  }

  @Test
  void aTargetThatIsNotThereIsToldWithThoseThatAre() {
    assertThatThrownBy(() -> lora(0, "float32", "q_proj", "query").check(DECODER, VOCABULARY))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "lora.targets: this architecture has no linear layer 'query'. It has: down_proj, gate_proj, k_proj, o_proj, q_proj,"
                + " up_proj, v_proj");
  }

  @Test
  void dropoutOnExpertsIsRefusedAndBesideThemIsNot() {
    Transformer mixture = TinyModels.all().values().stream()
        .filter(model -> !model.mixtures().isEmpty())
        .findFirst()
        .orElseThrow();
    assertThatThrownBy(() -> lora(0.1, "float32").check(mixture, VOCABULARY))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("lora.dropout: must be 0 for experts");
    assertThatNoException().isThrownBy(() -> {
      lora(0.1, "float32", "q_proj").check(mixture, VOCABULARY);
      lora(0, "float32").check(mixture, VOCABULARY);
    });
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> lora(1, "float32"))
        .hasMessageStartingWith("dropout: must be in [0, 1)");
    assertThatThrownBy(() -> new Lora(
            0, Optional.empty(), 0, List.of(), false, BaseStates.FLOAT32, Optional.empty()))
        .hasMessageStartingWith("rank: must be positive");
    assertThatThrownBy(() -> new Lora(
            1, Optional.of(-1.0), 0, List.of(), false, BaseStates.FLOAT32, Optional.empty()))
        .hasMessageStartingWith("alpha: must be positive");
  }
}
