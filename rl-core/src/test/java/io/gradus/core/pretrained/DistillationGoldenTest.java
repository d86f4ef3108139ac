package io.gradus.core.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.Divergence;
import io.gradus.core.SharedData;
import io.gradus.core.engine.Matmul;
import io.gradus.core.policy.LogProbs;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.Teaching;
import io.gradus.core.policy.TokenGradients;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.tensorfile.RawTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Losses, divergences and gradients of weights of TRL 1.16's DistillationTrainer and GKDTrainer, every row. */
class DistillationGoldenTest {
  private static final int ROWS = 15;

  @TestFactory
  List<DynamicTest> everyRowMatches() throws IOException {
    JsonNode root = JsonMapper.builder()
        .build()
        .readTree(SharedData.require("goldens/distillation_gkd.json").toFile());
    List<TokenSequence> examples = root.at("/inputs/examples")
        .valueStream()
        .map(e -> new TokenSequence(ints(e.get("prompt_ids")), ints(e.get("completion_ids"))))
        .toList();
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode row : root.get("rows")) {
      tests.add(DynamicTest.dynamicTest(row.get("name").asText(), () -> check(row, examples)));
    }
    assertThat(tests).hasSize(ROWS);
    return tests;
  }

  private static int[] ints(JsonNode numbers) {
    return numbers.valueStream().mapToInt(JsonNode::asInt).toArray();
  }

  private static void check(JsonNode row, List<TokenSequence> examples) {
    int tokens = examples.stream().mapToInt(s -> s.completion().length).sum();
    double items = row.at("/settings/num_items_in_batch").asInt(tokens);
    Divergence divergence = new Divergence(
        "teacher",
        row.at("/settings/beta").asDouble(),
        row.at("/settings/temperature").asDouble());
    try (Policy student = GoldenModel.of("preference_models/policy").policy(Matmul.MKL);
        Policy teacher = GoldenModel.of("preference_models/teacher").policy(Matmul.MKL)) {
      student.zeroGradients();
      LogProbs said = student.gradient(
          examples,
          1,
          1,
          List.of(new Teaching(divergence, teacher, examples)),
          logProbs -> new TokenGradients(
              filled(examples, 0),
              new float[0][],
              Collections.singletonList(filled(examples, (float) (1 / items)))));

      float[][] values = said.divergences().get(0);
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        for (float value : values[i]) {
          sum += value;
        }
        if (row.has("per_token_divergence")) {
          checkTokens(row.get("per_token_divergence").get(i), values[i], examples.get(i));
        }
      }
      double loss = row.get("loss").asDouble();
      assertThat(sum / items).isCloseTo(loss, within(1e-5 * loss));
      Map<String, float[]> gradients = StreamSupport.stream(
              student.gradientTensors().spliterator(), false)
          .collect(Collectors.toMap(RawTensor::name, RawTensor::floats));
      row.get("gradients").properties().forEach(expected -> {
        float[] gradient = Objects.requireNonNull(gradients.get(expected.getKey()));
        double norm = expected.getValue().get("norm").asDouble();
        assertThat(norm(gradient)).as(expected.getKey()).isCloseTo(norm, within(1e-4 * norm));
        for (int k = 0; k < 4; k++) {
          assertThat((double) gradient[k])
              .as("%s[%d]", expected.getKey(), k)
              .isCloseTo(expected.getValue().get("first").get(k).asDouble(), within(1e-4 * norm));
        }
      });
      double total = row.get("gradient_norm_total").asDouble();
      assertThat(student.gradientNorm()).isCloseTo(total, within(1e-4 * total));
    }
  }

  /** TRL's row has its tokens from the second of the sequence on, whatever the padding. */
  private static void checkTokens(JsonNode row, float[] values, TokenSequence example) {
    for (int t = 0; t < values.length; t++) {
      assertThat((double) values[t])
          .isCloseTo(row.get(example.prompt().length - 1 + t).asDouble(), offset(5e-5));
    }
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  private static float[][] filled(List<TokenSequence> sequences, float value) {
    float[][] rows = new float[sequences.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[sequences.get(i).completion().length];
      Arrays.fill(rows[i], value);
    }
    return rows;
  }
}
