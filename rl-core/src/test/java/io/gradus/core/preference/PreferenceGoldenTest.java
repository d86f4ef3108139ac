package io.gradus.core.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.SharedData;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.Matmul;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.pretrained.PretrainedModel;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.trainer.MicroBatches;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Losses, log-probs and gradients of weights of TRL's and OpenRLHF's preference losses, from the tiny models. */
class PreferenceGoldenTest {
  private static final MicroBatches ALL = MicroBatches.ofPairs(Optional.empty(), 4096);
  private static final MicroBatches ONE_PAIR = MicroBatches.ofPairs(Optional.of(1), 4096);

  /** What a pass over all pairs gives. */
  private record Result(PairStep step, Map<String, float[]> gradients, double norm) {}

  @TestFactory
  List<DynamicTest> everyRowWithALossMatches() throws IOException {
    SharedData.require("goldens/preference_models/policy");
    GoldenPairs golden = GoldenPairs.read();
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode row : golden.rows()) {
      String name = row.get("name").asText();
      GoldenPairs.loss(row)
          .ifPresent(loss -> tests.add(DynamicTest.dynamicTest(name, () -> {
            PairObjective objective = new PairObjective(loss, 0);
            check(row, run(golden, objective, ALL));
            check(row, run(golden, objective, ONE_PAIR));
          })));
      if (name.equals("sft")) {
        tests.add(DynamicTest.dynamicTest(name, () -> supervisedTerm(golden, row)));
      }
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(15);
    return tests;
  }

  private static Policy open(String name) {
    try (PretrainedModel model =
        PretrainedModel.open(SharedData.require("goldens/preference_models/" + name))) {
      return model.policy(new Compute("cpu", Matmul.MKL), Optional.empty(), 5);
    }
  }

  private static Result run(
      GoldenPairs golden, PairObjective objective, MicroBatches microBatches) {
    List<TokenPair> pairs = golden.pairs();
    List<TokenSequence> sequences = TokenPair.sequences(pairs);
    try (Policy policy = open("policy");
        Policy reference = open("reference")) {
      double[] known = new ReferenceScores(reference, microBatches).of(sequences, () -> {});
      PairStep step = new PairStep(1, objective, pairs, known);
      policy.zeroGradients();
      for (MicroBatches.Range range : microBatches.of(sequences)) {
        policy.gradient(
            sequences.subList(range.from(), range.to()),
            1,
            1,
            List.of(),
            logProbs -> step.gradient(range.from(), logProbs));
      }
      Map<String, float[]> gradients = StreamSupport.stream(
              policy.weights().gradientTensors().spliterator(), false)
          .collect(Collectors.toMap(RawTensor::name, RawTensor::floats));
      return new Result(step, gradients, policy.gradientNorm());
    }
  }

  private static void check(JsonNode row, Result result) {
    Map<String, Double> metrics = result.step().metrics();
    double loss = row.get("loss").asDouble();
    assertThat(metrics.get("loss")).isCloseTo(loss, within(1e-5 * Math.max(1, loss)));
    Map.of(
            "pairs/chosen_log_prob", "chosen_log_probs",
            "pairs/rejected_log_prob", "rejected_log_probs",
            "pairs/chosen_reward", "chosen_rewards",
            "pairs/rejected_reward", "rejected_rewards")
        .forEach((ours, theirs) -> {
          double mean = row.get(theirs)
              .valueStream()
              .mapToDouble(JsonNode::asDouble)
              .average()
              .orElseThrow();
          assertThat(metrics.get(ours)).as(ours).isCloseTo(mean, within(1e-5 * Math.max(1, -mean)));
        });
    row.get("gradients").properties().forEach(expected -> {
      float[] gradient = gradient(result, expected.getKey());
      double norm = expected.getValue().get("norm").asDouble();
      assertThat(norm(gradient)).as(expected.getKey()).isCloseTo(norm, within(1e-4 * norm));
      for (int k = 0; k < 4; k++) {
        assertThat((double) gradient[k])
            .as("%s[%d]", expected.getKey(), k)
            .isCloseTo(first(expected.getValue(), k), within(1e-4 * norm));
      }
    });
    double total = row.get("gradient_norm_total").asDouble();
    assertThat(result.norm()).isCloseTo(total, within(1e-4 * total));
  }

  /** Adds the term to a pair loss: what it adds to the gradient is the row's gradient. */
  private static void supervisedTerm(GoldenPairs golden, JsonNode row) {
    Result without = run(golden, new PairObjective(SigmoidLoss.defaults(), 0), ALL);
    Result with = run(golden, new PairObjective(SigmoidLoss.defaults(), 1), ONE_PAIR);
    double loss = row.get("loss").asDouble();
    assertThat(loss(with) - loss(without)).isCloseTo(loss, within(1e-5 * loss));
    assertThat(with.step().metrics().get("pairs/chosen_nll")).isCloseTo(loss, within(1e-5 * loss));
    row.get("gradients").properties().forEach(expected -> {
      float[] added = gradient(with, expected.getKey()).clone();
      float[] pairsOnly = gradient(without, expected.getKey());
      for (int i = 0; i < added.length; i++) {
        added[i] -= pairsOnly[i];
      }
      double norm = expected.getValue().get("norm").asDouble();
      assertThat(norm(added)).as(expected.getKey()).isCloseTo(norm, within(1e-4 * norm));
      for (int k = 0; k < 4; k++) {
        assertThat((double) added[k])
            .as("%s[%d]", expected.getKey(), k)
            .isCloseTo(first(expected.getValue(), k), within(1e-4 * norm));
      }
    });
  }

  private static double loss(Result result) {
    return Objects.requireNonNull(result.step().metrics().get("loss"));
  }

  private static float[] gradient(Result result, String name) {
    return Objects.requireNonNull(result.gradients().get(name), name);
  }

  private static double first(JsonNode expected, int k) {
    return expected.get("first").get(k).asDouble();
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
