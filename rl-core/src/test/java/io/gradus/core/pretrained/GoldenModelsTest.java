package io.gradus.core.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.engine.Matmul;
import io.gradus.core.policy.Decoding;
import io.gradus.core.policy.MomentStates;
import io.gradus.core.policy.NextTokens;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.policy.optimizer.AdamW;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every architecture computes what transformers 5.23 computes: logits, gradients, optimizer steps, greedy texts. */
class GoldenModelsTest {
  private static final List<String> MODELS = List.of(
      "llama_gqa_tied",
      "llama3_rope_scaling",
      "qwen2_bias_tied",
      "qwen2_yarn",
      "qwen3_qknorm",
      "qwen3_moe",
      "deepseek_v3_yarn");

  static Stream<String> models() {
    return MODELS.stream();
  }

  static Stream<String> trained() {
    return MODELS.stream().filter(m -> m.matches("llama_gqa_tied|qwen3.*"));
  }

  static Stream<Arguments> everyWay() {
    return MODELS.stream()
        .flatMap(m -> Stream.of(Matmul.MKL, Matmul.ONEDNN).map(k -> Arguments.of(m, k)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void logitsOfEveryTokenAreTheirs(String name) {
    GoldenModel golden = GoldenModel.of(name);
    float[] expected = golden.tensor("logits").floats();
    try (Policy policy = golden.policy(Matmul.MKL)) {
      List<int[]> rows = golden.rows();
      int size = policy.vocabulary() * GoldenModel.ROW;
      for (int i = 0; i < rows.size(); i++) {
        float[][] logits = new NextTokens(policy).logits(rows.get(i));
        for (int t = 0; t < logits.length; t++) {
          int at = i * size + t * policy.vocabulary();
          assertThat(logits[t])
              .as("row %d, token %d", i, t)
              .containsExactly(
                  Arrays.copyOfRange(expected, at, at + policy.vocabulary()), within(2e-4f));
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void logProbsOfEveryTokenAreTheirs(String name) {
    GoldenModel golden = GoldenModel.of(name);
    float[] expected = golden.tensor("logprobs").floats();
    try (Policy policy = golden.policy(Matmul.MKL)) {
      float[][] actual = policy.score(golden.sequences(1), 1).logProbs();
      for (int i = 0; i < actual.length; i++) {
        assertThat(actual[i])
            .containsExactly(Arrays.copyOfRange(expected, 71 * i, 71 * (i + 1)), within(1e-4f));
      }
    }
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("everyWay")
  void theLossAndEveryTensorsGradientAreTheirs(String name, Matmul matmul) throws IOException {
    GoldenModel model = GoldenModel.of(name);
    JsonNode golden = model.json("golden.json");
    JsonNode norms = golden.get("gradient_norms");
    try (Policy policy = model.policy(matmul)) {
      double loss = golden.get("loss_mean_nll_of_completion_tokens").asDouble();
      assertThat(model.likelihoodGradient(policy)).isCloseTo(loss, within(1e-5));
      double total = golden.get("gradient_norm_total").asDouble();
      assertThat(policy.gradientNorm()).isCloseTo(total, within(1e-4 * total));
      Map<String, Double> actual = GoldenModel.norms(policy.weights().gradientTensors());
      // What corrects the choice of experts is no parameter there.
      actual.keySet().removeIf(n -> n.endsWith("e_score_correction_bias"));
      assertThat(actual).hasSize(norms.size());
      actual.forEach((tensor, norm) -> {
        double expected = norms.get(tensor).asDouble();
        assertThat(norm).as(tensor).isCloseTo(expected, within(1e-3 * expected));
      });
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trained")
  void fiveStepsOfAdamwAreTheirs(String name) throws IOException {
    GoldenModel model = GoldenModel.of(name);
    JsonNode golden = model.json("golden_training.json");
    try (Policy policy = model.policy(Matmul.MKL)) {
      AdamW adamw = new AdamW(policy, 0.9, 0.95, 1e-8, 0.1, 1.0, MomentStates.FLOAT32);
      for (JsonNode step : golden.get("steps")) {
        assertThat(model.likelihoodGradient(policy))
            .isCloseTo(step.get("loss").asDouble(), within(1e-4));
        double norm = policy.gradientNorm();
        double expected = step.get("gradient_norm_before_clipping").asDouble();
        assertThat(norm).isCloseTo(expected, within(1e-4 * expected));
        adamw.step(1e-3, norm);
      }
      assertThat(model.likelihoodGradient(policy))
          .isCloseTo(golden.get("loss_after").asDouble(), within(1e-4));
      JsonNode norms = golden.get("parameter_norms_after");
      GoldenModel.norms(policy.tensors())
          .forEach((tensor, norm) ->
              assertThat(norm).as(tensor).isCloseTo(norms.get(tensor).asDouble(), within(1e-4)));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void fortyGreedyTokensAreTheirs(String name) throws IOException {
    GoldenModel model = GoldenModel.of(name);
    JsonNode golden = model.json("golden.json");
    // Closer than this, another order of additions may choose the other token.
    golden
        .get("smallest_top2_margin")
        .forEach(margin -> assertThat(margin.asDouble()).isGreaterThan(1e-3));
    List<int[]> prompts =
        model.sequences(GoldenModel.PROMPT).stream().map(TokenSequence::prompt).toList();
    try (Policy policy = model.policy(Matmul.MKL);
        Decoding decoding = new Decoding(policy, prompts, 40, 0, 0, 1, List.of(2))) {
      long[] tokens = decoding.advance(new float[2 * 40], 40).tokens();
      JsonNode greedy = golden.get("greedy_40_after_first_24");
      for (int i = 0; i < 2 * 40; i++) {
        assertThat(tokens[i]).isEqualTo(greedy.get(i / 40).get(i % 40).asLong());
      }
    }
  }
}
