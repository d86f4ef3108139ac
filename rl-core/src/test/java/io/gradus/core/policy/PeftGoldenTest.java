package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.SharedData;
import io.gradus.core.checkpoint.RawTensor;
import io.gradus.core.checkpoint.Safetensors;
import io.gradus.core.engine.Compute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Adapters as PEFT 0.21 computes them: log-probs of every token, the gradient of every matrix. */
class PeftGoldenTest {
  private static final int ROW = 72;
  private static final int PROMPT = 24;
  private static final int VOCABULARY = 160;

  @Test
  void aLlamasAdapterIsTheirs() throws IOException {
    check("llama_gqa_tied", new Decoder(
        3, 48, 4, Optional.of(2), Optional.of(12), Optional.of(112), 10_000, 1e-6, true, 256));
  }

  private static void check(String model, Architecture architecture) throws IOException {
    Path folder = SharedData.require("goldens/" + model);
    Path adapter = folder.resolve("lora_adapter");
    try (Safetensors tensors = Safetensors.open(folder);
        Policy policy = Policy.of(
            architecture,
            VOCABULARY,
            Compute.cpu(),
            Optional.of(PeftAdapter.settings(adapter)),
            0,
            name -> tensors.read(name).floats())) {
      PeftAdapter.load(policy, adapter);
      float[] logits = read(adapter.resolve("golden.safetensors"), "logits").floats();
      long[] ids = read(folder.resolve("golden.safetensors"), "ids").longs();

      List<TokenSequence> whole = rows(ids, 1);
      float[][] actual = policy.score(whole, 1).logProbs();
      for (int i = 0; i < whole.size(); i++) {
        for (int t = 0; t + 1 < ROW; t++) {
          int at = (i * ROW + t) * VOCABULARY;
          assertThat((double) actual[i][t])
              .isCloseTo(logProb(logits, at, (int) ids[i * ROW + t + 1]), within(1e-4));
        }
      }

      Map<String, float[]> gradients = gradient(policy, rows(ids, PROMPT));
      JsonNode norms = JsonMapper.builder()
          .build()
          .readTree(adapter.resolve("golden.json").toFile())
          .get("gradient_norms");
      assertThat(gradients).hasSize(norms.size());
      gradients.forEach((name, values) -> {
        double expected = norms.get(name.replace(".weight", ".default.weight")).asDouble();
        assertThat(norm(values)).as(name).isCloseTo(expected, within(1e-3 * expected));
      });
    }
  }

  private static RawTensor read(Path file, String name) {
    try (Safetensors tensors = Safetensors.open(file)) {
      return tensors.read(name);
    }
  }

  private static List<TokenSequence> rows(long[] ids, int prompt) {
    List<TokenSequence> rows = new ArrayList<>();
    for (int from = 0; from < ids.length; from += ROW) {
      int[] row = Arrays.stream(ids, from, from + ROW).mapToInt(Math::toIntExact).toArray();
      rows.add(
          new TokenSequence(Arrays.copyOf(row, prompt), Arrays.copyOfRange(row, prompt, ROW)));
    }
    return rows;
  }

  private static double logProb(float[] logits, int at, int token) {
    double sum = 0;
    for (int v = 0; v < VOCABULARY; v++) {
      sum += Math.exp(logits[at + v]);
    }
    return logits[at + token] - Math.log(sum);
  }

  /** Of the mean negative log-likelihood of the completions. */
  private static Map<String, float[]> gradient(Policy policy, List<TokenSequence> rows) {
    int tokens = rows.stream().mapToInt(r -> r.completion().length).sum();
    policy.zeroGradients();
    policy.gradient(rows, 1, logProbs -> {
      float[][] slopes = new float[rows.size()][];
      for (int i = 0; i < slopes.length; i++) {
        slopes[i] = new float[logProbs.logProbs()[i].length];
        Arrays.fill(slopes[i], -1f / tokens);
      }
      return new TokenGradients(slopes, new float[0][]);
    });
    return new LinkedHashMap<>(TinyPolicy.gradients(policy));
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
