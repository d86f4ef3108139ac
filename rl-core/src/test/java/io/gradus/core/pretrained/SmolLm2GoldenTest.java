package io.gradus.core.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.SharedData;
import io.gradus.core.engine.Compute;
import io.gradus.core.policy.Decoding;
import io.gradus.core.policy.NextTokens;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.policy.TopLogits;
import io.gradus.core.text.PretrainedTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SmolLM2-135M-Instruct from its GGUF, against transformers in fp32 with the weights of the same file. */
class SmolLm2GoldenTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double TIE = 0.02;

  /** The texts and their tokens are compared by {@code ChatTemplateTest}. */
  @Test
  void logProbsLargestLogitsAndGreedyTextsAreThoseOfTransformers() throws IOException {
    Path folder = SharedData.require("models/smollm2_135m_instruct");
    List<JsonNode> rows = new ArrayList<>();
    JSON.readTree(folder.resolve("golden.json").toFile()).get("rows").forEach(rows::add);
    assertThat(rows).hasSize(3);
    try (PretrainedModel model = PretrainedModel.open(folder);
        Policy policy = model.policy(Compute.cpu())) {
      PretrainedTokenizer tokenizer = model.tokenizer();
      assertThat(tokenizer.source()).isEqualTo(folder.toString());
      for (JsonNode row : rows) {
        int[] ids = JSON.convertValue(row.get("ids"), int[].class);
        assertThat(tokenizer.encode(row.get("rendered").asText())).isEqualTo(ids);
        checkLogProbs(policy, ids, JSON.convertValue(row.get("token_logprobs"), float[].class));
        checkLargest(policy, ids, row.get("last_top10"));
      }
      checkGreedy(policy, tokenizer, rows);
    }
  }

  private static void checkLogProbs(Policy policy, int[] ids, float[] expected) {
    TokenSequence sequence =
        new TokenSequence(new int[] {ids[0]}, Arrays.copyOfRange(ids, 1, ids.length));
    float[] logProbs = policy.score(List.of(sequence), 1).logProbs()[0];
    assertThat(logProbs).hasSameSizeAs(expected);
    for (int t = 0; t < expected.length; t++) {
      assertThat(logProbs[t]).as("token %d", t + 1).isCloseTo(expected[t], within(1e-3f));
    }
  }

  private static void checkLargest(Policy policy, int[] ids, JsonNode expected) {
    TopLogits top = new NextTokens(policy).topLogits(ids, 10);
    assertThat(top.tokens()).hasDimensions(ids.length, 10);
    assertThat(top.tokens()[ids.length - 1])
        .isEqualTo(JSON.convertValue(expected.get("ids"), int[].class));
    float[] logits = JSON.convertValue(expected.get("logits"), float[].class);
    for (int k = 0; k < 10; k++) {
      assertThat(top.logits()[ids.length - 1][k]).isCloseTo(logits[k], within(1e-3f));
    }
  }

  private static void checkGreedy(
      Policy policy, PretrainedTokenizer tokenizer, List<JsonNode> rows) {
    List<int[]> prompts =
        rows.stream().map(r -> JSON.convertValue(r.get("ids"), int[].class)).toList();
    int longest = 32;
    try (Decoding decoding =
        new Decoding(policy, prompts, longest, 0, 0, 1, tokenizer.endTokens())) {
      Decoding.Drawn drawn = decoding.advance(new float[rows.size() * longest], longest);
      for (int r = 0; r < rows.size(); r++) {
        int[] expected = JSON.convertValue(rows.get(r).get("greedy"), int[].class);
        int[] ours = new int[expected.length];
        for (int t = 0; t < ours.length; t++) {
          ours[t] = (int) drawn.tokens()[r * drawn.drawn() + t];
        }
        int different = Arrays.mismatch(ours, expected);
        if (different < 0) {
          assertThat(tokenizer.decode(ours))
              .isEqualTo(rows.get(r).get("greedy_text").asText());
        } else {
          assertThat(margin(policy, prompts.get(r), expected, different))
              .as("row %d, token %d", r, different)
              .isLessThan(TIE);
        }
      }
    }
  }

  /** How much better the best token is than the second after a prompt and some tokens more. */
  private static double margin(Policy policy, int[] prompt, int[] more, int count) {
    int[] ids = Arrays.copyOf(prompt, prompt.length + count);
    System.arraycopy(more, 0, ids, prompt.length, count);
    float[] two = new NextTokens(policy).topLogits(ids, 2).logits()[ids.length - 1];
    return two[0] - two[1];
  }
}
