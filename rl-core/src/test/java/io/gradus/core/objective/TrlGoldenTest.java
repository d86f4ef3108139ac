package io.gradus.core.objective;

import static io.gradus.core.objective.Batch.clip;
import static io.gradus.core.objective.Batch.objective;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.SharedData;
import io.gradus.core.objective.loss.Cispo;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.objective.loss.Gspo;
import io.gradus.core.objective.loss.Sapo;
import io.gradus.core.objective.reference.CorrectedK3;
import io.gradus.core.objective.reference.K3;
import io.gradus.core.objective.reference.NoReference;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Losses, gradients and clip figures of TRL 1.16, row by row of its dump. */
class TrlGoldenTest {
  private static final Offset<Double> CLOSE = within(1e-5);

  private static final Map<String, Objective> OURS = Map.ofEntries(
      Map.entry("grpo", objective(clip(0.2, 0.2), new SequenceMean(), new NoReference())),
      Map.entry("grpo_beta", objective(clip(0.2, 0.2), new SequenceMean(), new K3(0.04))),
      Map.entry(
          "grpo_beta_biascorrected_kl",
          objective(clip(0.2, 0.2), new SequenceMean(), new CorrectedK3(0.04))),
      Map.entry(
          "grpo_clip_higher", objective(clip(0.2, 0.28), new SequenceMean(), new NoReference())),
      // TRL's delta caps the ratio before the clip: from 1 + clip-high on that is the dual clip.
      Map.entry(
          "grpo_two_sided_delta",
          objective(
              new ClippedSurrogate(0.2, 0.2, Optional.of(1.5)),
              new SequenceMean(),
              new NoReference())),
      // Not the paper's BNPO: TRL's name for the mean over a micro-batch's tokens, here the whole
      // step's.
      Map.entry("bnpo", objective(clip(0.2, 0.2), new TokenMean(), new NoReference())),
      Map.entry(
          "dr_grpo",
          objective(clip(0.2, 0.2), new ConstantLength(Optional.empty()), new NoReference())),
      Map.entry("dapo", objective(clip(0.2, 0.28), new TokenMean(), new NoReference())),
      Map.entry("gspo", objective(new Gspo(0.03, 0.04), new SequenceMean(), new NoReference())),
      Map.entry(
          "luspo",
          objective(new Gspo(0.03, 0.04), new ConstantLength(Optional.of(1)), new NoReference())),
      // TRL's epsilon_high is the bound itself.
      Map.entry(
          "cispo", objective(new Cispo(Optional.empty(), 0.5), new TokenMean(), new NoReference())),
      Map.entry("sapo", objective(new Sapo(1, 1.05), new SequenceMean(), new NoReference())),
      Map.entry("dapo_beta", objective(clip(0.2, 0.2), new TokenMean(), new K3(0.1))),
      Map.entry(
          "entropy_bonus", objective(clip(0.2, 0.2), new SequenceMean(), new NoReference(), 0.01)));

  /** A loss without a component, and the rows of {@link MethodsGoldenTest}. */
  private static final Set<String> ELSEWHERE =
      Set.of("vespo", "top_entropy_20", "off_policy_mask", "tis");

  private record Golden(Batch batch, int generationBudget, JsonNode rows) {
    static Golden read() throws IOException {
      JsonNode root = JsonMapper.builder()
          .build()
          .readTree(SharedData.require("goldens/trl_losses.json").toFile());
      int[] lengths = Arrays.stream(matrix(root.get("mask")))
          .mapToInt(row -> (int) Arrays.stream(row).sum())
          .toArray();
      Batch batch = new Batch(
          lengths,
          vector(root.get("advantages")),
          matrix(root.get("log_probs")),
          matrix(root.get("old_log_probs")),
          matrix(root.get("reference_log_probs")),
          matrix(root.get("entropies")));
      return new Golden(batch, root.get("max_completion_length").asInt(), root.get("rows"));
    }
  }

  @TestFactory
  List<DynamicTest> everyRowWithAComponentMatches() throws IOException {
    Golden golden = Golden.read();
    return golden
        .rows()
        .valueStream()
        .filter(row -> OURS.containsKey(name(row)))
        .map(row -> DynamicTest.dynamicTest(name(row), () -> check(golden, row)))
        .toList();
  }

  @Test
  void noRowIsForgotten() throws IOException {
    Set<String> known = new HashSet<>(OURS.keySet());
    known.addAll(ELSEWHERE);
    assertThat(Golden.read().rows().valueStream().map(TrlGoldenTest::name))
        .containsExactlyInAnyOrderElementsOf(known);
  }

  private static void check(Golden golden, JsonNode row) {
    Batch batch = golden.batch();

    Batch.Result result =
        batch.evaluate(Objects.requireNonNull(OURS.get(name(row))), golden.generationBudget());

    assertThat(result.loss()).isCloseTo(row.get("loss").asDouble(), CLOSE);
    double[][] gradient = matrix(row.get("gradient"));
    for (int i = 0; i < gradient.length; i++) {
      double[] padded = Arrays.copyOf(result.gradients()[i], gradient[i].length);
      assertThat(padded).as("gradient of row %d", i).containsExactly(gradient[i], CLOSE);
    }
    Map<String, Double> metrics = result.statistics().metrics(1);
    assertThat(metrics.get("loss")).isCloseTo(result.loss(), within(1e-12));
    Map<String, String> names = Map.of(
        "clip_ratio/low_mean", "clip/low",
        "clip_ratio/high_mean", "clip/high",
        "clip_ratio/region_mean", "clip/region",
        "clip_ratio/low_min", "clip/low_min",
        "clip_ratio/high_max", "clip/high_max",
        "kl", "kl");
    // Of a ratio of the whole completion TRL counts completions, we tokens (as the paper does). Of
    // CISPO it counts the bounded weights of good tokens only.
    Set<String> countedOtherwise =
        row.at("/settings/importance_sampling_level").asText().equals("sequence")
            ? Set.of("clip_ratio/low_mean", "clip_ratio/high_mean", "clip_ratio/region_mean")
            : Set.of("cispo_clip_ratio");
    row.get("metrics").properties().stream()
        .filter(metric -> !countedOtherwise.contains(metric.getKey()))
        .forEach(metric -> assertThat(metrics.get(names.get(metric.getKey())))
            .as(metric.getKey())
            .isCloseTo(metric.getValue().asDouble(), CLOSE));
  }

  private static String name(JsonNode row) {
    return row.get("name").asText();
  }

  private static double[][] matrix(JsonNode rows) {
    return rows.valueStream().map(TrlGoldenTest::vector).toArray(double[][]::new);
  }

  private static double[] vector(JsonNode numbers) {
    return numbers.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }
}
