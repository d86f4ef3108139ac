package io.gradus.core.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.SharedData;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.engine.Compute;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.SequenceScores;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.tensorfile.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses, scores and gradients of TRL 1.16's {@code RewardTrainer} on a small Llama. */
class RewardModelGoldenTest {
  private static final Decoder LLAMA = new Decoder(
      2, 32, 4, Optional.of(2), Optional.of(8), Optional.of(56), 10_000, 1e-6, false, 64);
  private static final int VOCABULARY = 96;

  private static JsonNode golden() throws IOException {
    return JsonMapper.builder()
        .build()
        .readTree(SharedData.require("goldens/preference_reward_model.json").toFile());
  }

  static List<JsonNode> rows() throws IOException {
    return StreamSupport.stream(golden().path("rows").spliterator(), false).toList();
  }

  private static BradleyTerry loss(JsonNode row) {
    return new BradleyTerry(
        row.path("settings").path("center_rewards_coefficient").asDouble());
  }

  private static double margin(JsonNode row, JsonNode inputs, int pair) {
    return row.path("settings").path("margin").asBoolean()
        ? inputs.path("margins").get(pair).asDouble()
        : 0;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void theLossFollowsFromTheScores(JsonNode row) throws IOException {
    JsonNode inputs = golden().path("inputs");
    int pairs = row.path("chosen_rewards").size();
    double mean = 0;
    for (int i = 0; i < pairs; i++) {
      double chosen = row.path("chosen_rewards").get(i).asDouble();
      double rejected = row.path("rejected_rewards").get(i).asDouble();
      mean += loss(row).loss(chosen, rejected, margin(row, inputs, i)) / pairs;
    }
    assertThat(mean).isCloseTo(row.path("loss").asDouble(), within(1e-5));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void scoresAndGradientsAreTrls(JsonNode row) throws IOException {
    Path folder = SharedData.require("goldens/preference_models/reward");
    JsonNode inputs = golden().path("inputs");
    List<TokenSequence> sequences = new ArrayList<>();
    for (int i = 0; i < inputs.path("chosen_ids").size(); i++) {
      sequences.add(sequence(inputs.path("chosen_ids").get(i)));
      sequences.add(sequence(inputs.path("rejected_ids").get(i)));
    }
    int pairs = sequences.size() / 2;
    try (Safetensors tensors = Safetensors.open(folder);
        Policy policy = Policy.of(
            LLAMA.transformer().scalar(),
            VOCABULARY,
            Compute.cpu(),
            name -> tensors.read(name).floats())) {
      policy.zeroGradients();
      float[] scores = new SequenceScores(policy).gradient(sequences, 1, r -> {
        float[] slopes = new float[r.length];
        for (int i = 0; i < pairs; i++) {
          double margin = margin(row, inputs, i);
          slopes[2 * i] = (float) (loss(row).byChosen(r[2 * i], r[2 * i + 1], margin) / pairs);
          slopes[2 * i + 1] =
              (float) (loss(row).byRejected(r[2 * i], r[2 * i + 1], margin) / pairs);
        }
        return slopes;
      });
      for (int i = 0; i < pairs; i++) {
        assertThat(scores[2 * i])
            .isCloseTo((float) row.path("chosen_rewards").get(i).asDouble(), within(1e-5f));
        assertThat(scores[2 * i + 1])
            .isCloseTo((float) row.path("rejected_rewards").get(i).asDouble(), within(1e-5f));
      }
      Map<String, float[]> gradients = new TreeMap<>();
      policy.weights().gradientTensors().forEach(t -> gradients.put(t.name(), t.floats()));
      float[] head = Objects.requireNonNull(gradients.get("score.weight"));
      for (int i = 0; i < head.length; i++) {
        assertThat(head[i])
            .isCloseTo((float) row.path("head_gradient").get(i).asDouble(), within(1e-5f));
      }
      assertThat(policy.gradientNorm())
          .isCloseTo(row.path("gradient_norm_total").asDouble(), within(1e-4));
      assumeTrue(row.has("gradients"), "skipped: this copy has no gradients of the body");
      assertThat(gradients).hasSize(row.path("gradients").size());
      row.path("gradients").properties().forEach(entry -> {
        float[] gradient = Objects.requireNonNull(gradients.get(entry.getKey()));
        double norm = 0;
        for (float g : gradient) {
          norm += (double) g * g;
        }
        double expected = entry.getValue().path("norm").asDouble();
        assertThat(Math.sqrt(norm)).as(entry.getKey()).isCloseTo(expected, within(1e-5 * expected));
        for (int i = 0; i < 4; i++) {
          assertThat((double) gradient[i])
              .as(entry.getKey())
              .isCloseTo(entry.getValue().path("first").get(i).asDouble(), within(1e-5 * expected));
        }
      });
    }
  }

  private static TokenSequence sequence(JsonNode ids) {
    int[] all =
        StreamSupport.stream(ids.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
    return new TokenSequence(Arrays.copyOf(all, 2), Arrays.copyOfRange(all, 2, all.length));
  }
}
