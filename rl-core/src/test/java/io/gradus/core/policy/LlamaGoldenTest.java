package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.SharedData;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.Matmul;
import io.gradus.core.policy.optimizer.AdamW;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Llama with grouped-query attention and a tied head, as transformers 5.23 computes it. */
class LlamaGoldenTest {
  private static final Decoder LLAMA = new Decoder(
      3, 48, 4, Optional.of(2), Optional.of(12), Optional.of(112), 10_000, 1e-6, true, 256);
  private static final int VOCABULARY = 160;
  private static final int PROMPT = 24;

  private final Path folder = SharedData.require("goldens/llama_gqa_tied");

  private Policy policy(Matmul matmul) {
    try (Safetensors tensors = Safetensors.open(folder)) {
      return Policy.of(
          LLAMA,
          VOCABULARY,
          new Compute("cpu", matmul),
          name -> tensors.read(name).floats());
    }
  }

  private JsonNode json(String file) throws IOException {
    return JsonMapper.builder().build().readTree(folder.resolve(file).toFile());
  }

  private RawTensor golden(String name) {
    try (Safetensors tensors = Safetensors.open(folder.resolve("golden.safetensors"))) {
      return tensors.read(name);
    }
  }

  /** Each row of 72 tokens, cut into a prompt and a completion. */
  private List<TokenSequence> rows(int prompt) {
    long[] ids = golden("ids").longs();
    List<TokenSequence> rows = new ArrayList<>();
    for (int from = 0; from < ids.length; from += 72) {
      int[] row = Arrays.stream(ids, from, from + 72).mapToInt(Math::toIntExact).toArray();
      rows.add(new TokenSequence(
          Arrays.copyOf(row, prompt), Arrays.copyOfRange(row, prompt, row.length)));
    }
    return rows;
  }

  @ParameterizedTest
  @EnumSource(names = {"MKL", "ONEDNN"})
  void logProbsOfEveryTokenAreTheirs(Matmul matmul) {
    float[] expected = golden("logprobs").floats();
    try (Policy policy = policy(matmul)) {
      float[][] actual = policy.score(rows(1), 1).logProbs();
      for (int i = 0; i < actual.length; i++) {
        assertThat(actual[i])
            .containsExactly(Arrays.copyOfRange(expected, 71 * i, 71 * (i + 1)), within(1e-4f));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MKL", "ONEDNN"})
  void theLossAndEveryTensorsGradientAreTheirs(Matmul matmul) throws IOException {
    JsonNode golden = json("golden.json");
    JsonNode norms = golden.get("gradient_norms");
    try (Policy policy = policy(matmul)) {
      double loss = golden.get("loss_mean_nll_of_completion_tokens").asDouble();
      assertThat(MeanLikelihood.gradient(policy, rows(PROMPT))).isCloseTo(loss, within(1e-5));
      double total = golden.get("gradient_norm_total").asDouble();
      assertThat(policy.gradientNorm()).isCloseTo(total, within(1e-5 * total));
      assertThat(TinyPolicy.gradients(policy)).hasSize(norms.size());
      TinyPolicy.gradients(policy).forEach((name, values) -> {
        double expected = norms.get(name).asDouble();
        assertThat(norm(values)).as(name).isCloseTo(expected, within(1e-3 * expected));
      });
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MKL", "ONEDNN"})
  void fiveStepsOfAdamwAreTheirs(Matmul matmul) throws IOException {
    JsonNode golden = json("golden_training.json");
    try (Policy policy = policy(matmul)) {
      AdamW adamw = new AdamW(policy, 0.9, 0.95, 1e-8, 0.1, 1.0, MomentStates.FLOAT32);
      for (JsonNode step : golden.get("steps")) {
        assertThat(MeanLikelihood.gradient(policy, rows(PROMPT)))
            .isCloseTo(step.get("loss").asDouble(), within(1e-4));
        double norm = policy.gradientNorm();
        double expected = step.get("gradient_norm_before_clipping").asDouble();
        assertThat(norm).isCloseTo(expected, within(1e-4 * expected));
        adamw.step(1e-3, norm);
      }
      assertThat(MeanLikelihood.gradient(policy, rows(PROMPT)))
          .isCloseTo(golden.get("loss_after").asDouble(), within(1e-4));
      JsonNode norms = golden.get("parameter_norms_after");
      policy
          .tensors()
          .forEach(tensor -> assertThat(norm(tensor.floats()))
              .as(tensor.name())
              .isCloseTo(norms.get(tensor.name()).asDouble(), within(1e-4)));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MKL", "ONEDNN"})
  void fortyGreedyTokensAreTheirs(Matmul matmul) throws IOException {
    List<int[]> prompts = rows(PROMPT).stream().map(TokenSequence::prompt).toList();
    try (Policy policy = policy(matmul);
        Decoding decoding = new Decoding(policy, prompts, 40, 0, 0, 1, List.of(2))) {
      long[] tokens = decoding.advance(new float[2 * 40], 40).tokens();
      JsonNode golden = json("golden.json").get("greedy_40_after_first_24");
      for (int i = 0; i < 2 * 40; i++) {
        assertThat(tokens[i]).isEqualTo(golden.get(i / 40).get(i % 40).asLong());
      }
    }
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
