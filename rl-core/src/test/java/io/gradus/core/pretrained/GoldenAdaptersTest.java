package io.gradus.core.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.engine.Matmul;
import io.gradus.core.policy.ActivationMemory;
import io.gradus.core.policy.BaseStates;
import io.gradus.core.policy.Decoding;
import io.gradus.core.policy.Lora;
import io.gradus.core.policy.NextTokens;
import io.gradus.core.policy.PeftAdapter;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Adapters on every architecture: as PEFT 0.21 computes them, in sampling as in training, with layers run again or
 * kept.
 */
class GoldenAdaptersTest {

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"llama_gqa_tied", "qwen3_qknorm", "qwen3_moe"})
  void logitsAndGradientsAreThoseOfPeft(String name) throws IOException {
    GoldenModel model = GoldenModel.of(name);
    Path folder = model.folder().resolve("lora_adapter");
    try (Policy policy = model.policy(Matmul.MKL, Optional.of(PeftAdapter.settings(folder)));
        Safetensors golden = Safetensors.open(folder.resolve("golden.safetensors"))) {
      PeftAdapter.load(policy, folder);
      float[] expected = golden.read("logits").floats();
      List<int[]> rows = model.rows();
      int v = policy.vocabulary();
      for (int i = 0; i < rows.size(); i++) {
        float[][] logits = new NextTokens(policy).logits(rows.get(i));
        for (int t = 0; t < logits.length; t++) {
          int at = (i * GoldenModel.ROW + t) * v;
          assertThat(logits[t])
              .containsExactly(Arrays.copyOfRange(expected, at, at + v), within(2e-4f));
        }
      }
      model.likelihoodGradient(policy);
      JsonNode norms = model.json("lora_adapter/golden.json").get("gradient_norms");
      Map<String, Double> actual = GoldenModel.norms(policy.weights().gradientTensors());
      assertThat(actual).hasSize(norms.size());
      actual.forEach((tensor, norm) -> {
        double wanted = norms.get(tensor.replace(".weight", ".default.weight")).asDouble();
        assertThat(norm).as(tensor).isCloseTo(wanted, within(1e-3 * wanted));
      });
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "llama_gqa_tied",
        "llama3_rope_scaling",
        "qwen2_bias_tied",
        "qwen3_qknorm",
        "qwen3_moe",
        "deepseek_v3_yarn"
      })
  void everyLinearLayerTakesOneAndSamplingAgreesWithTraining(String name) {
    GoldenModel model = GoldenModel.of(name);
    for (BaseStates base : BaseStates.values()) {
      Lora lora = new Lora(3, Optional.of(6.0), 0, List.of(), false, base, Optional.empty());
      try (Policy policy = model.policy(Matmul.MKL, Optional.of(lora))) {
        disturb(policy);
        List<int[]> prompts =
            model.sequences(24).stream().map(TokenSequence::prompt).toList();
        float[] uniforms = new float[2 * 12];
        Random random = new Random(3);
        for (int i = 0; i < uniforms.length; i++) {
          uniforms[i] = random.nextFloat();
        }
        try (Decoding decoding = new Decoding(policy, prompts, 12, 1, 0, 1, List.of(-1))) {
          Decoding.Drawn drawn = decoding.advance(uniforms, 12);
          for (int i = 0; i < 2; i++) {
            int[] tokens = Arrays.stream(drawn.tokens(), 12 * i, 12 * i + 12)
                .mapToInt(Math::toIntExact)
                .toArray();
            float[][] scored = policy
                .score(List.of(new TokenSequence(prompts.get(i), tokens)), 1)
                .logProbs();
            assertThat(scored[0])
                .as(base.label())
                .containsExactly(
                    Arrays.copyOfRange(drawn.logProbs(), 12 * i, 12 * i + 12), within(1e-4f));
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "llama_gqa_tied",
        "qwen2_bias_tied",
        "qwen3_qknorm",
        "qwen3_moe",
        "deepseek_v3_yarn"
      })
  void layersThatRunAgainGiveTheSameGradient(String name) {
    GoldenModel model = GoldenModel.of(name);
    Lora lora = new Lora(
        3, Optional.of(6.0), 0.2, List.of("o_proj"), false, BaseStates.INT8, Optional.empty());
    for (Optional<Lora> adapter : List.of(Optional.<Lora>empty(), Optional.of(lora))) {
      try (Policy policy = model.policy(Matmul.MKL, adapter)) {
        adapter.ifPresent(a -> disturb(policy));
        double loss = model.likelihoodGradient(policy);
        Map<String, float[]> kept = values(policy.weights().gradientTensors());
        policy.activations(new ActivationMemory(true, 1 << 16, 0, 0));
        assertThat(model.likelihoodGradient(policy)).isCloseTo(loss, within(1e-6));
        values(policy.weights().gradientTensors()).forEach((tensor, again) -> {
          float[] expected = Objects.requireNonNull(kept.get(tensor));
          double norm = 0;
          double difference = 0;
          for (int i = 0; i < again.length; i++) {
            norm += (double) expected[i] * expected[i];
            difference += Math.pow((double) again[i] - expected[i], 2);
          }
          assertThat(Math.sqrt(difference)).as(tensor).isLessThanOrEqualTo(1e-6 * Math.sqrt(norm));
        });
      }
    }
  }

  private static void disturb(Policy policy) {
    Map<String, float[]> values = values(policy.tensors());
    values.forEach((name, tensor) -> {
      Random random = new Random(name.hashCode());
      for (int i = 0; i < tensor.length; i++) {
        tensor[i] = (float) (0.1 * random.nextGaussian());
      }
    });
    policy.tensors().load(values::get);
  }

  private static Map<String, float[]> values(Iterable<RawTensor> tensors) {
    Map<String, float[]> values = new LinkedHashMap<>();
    tensors.forEach(t -> values.put(t.name(), t.floats()));
    return values;
  }
}
