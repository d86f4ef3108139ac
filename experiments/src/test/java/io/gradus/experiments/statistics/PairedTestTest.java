package io.gradus.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.CounterRandom;
import io.gradus.core.SharedData;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairedTestTest {
  /** Resamples of a bootstrap in simulations. */
  private static final int FEW = 1_000;

  private static List<JsonNode> cases(String kind) throws IOException {
    JsonNode all = new ObjectMapper()
        .readTree(SharedData.require("lm_eval_goldens/statistics.json").toFile())
        .path("cases");
    return IntStream.range(0, all.size())
        .mapToObj(all::get)
        .filter(node -> node.path("kind").asText().equals(kind))
        .toList();
  }

  private static double[] numbers(JsonNode list) {
    return IntStream.range(0, list.size())
        .mapToDouble(i -> list.get(i).asDouble())
        .toArray();
  }

  @Test
  void passAtKAndPassHatKAreTheReferences() throws IOException {
    for (JsonNode each : cases("pass_at_k")) {
      int n = each.path("n").asInt();
      int c = each.path("c").asInt();
      int k = each.path("k").asInt();
      if (each.path("pass_at_k").isNull()) {
        assertThatThrownBy(() -> PassAtK.ofProblem(n, c, k)).hasMessageStartingWith("k:");
        assertThatThrownBy(() -> PassHatK.ofProblem(n, c, k)).hasMessageStartingWith("k:");
      } else {
        assertThat(PassAtK.ofProblem(n, c, k))
            .isEqualTo(each.path("pass_at_k").asDouble(), within(1e-11));
        assertThat(PassHatK.ofProblem(n, c, k))
            .isEqualTo(each.path("pass_hat_k").asDouble(), within(1e-11));
      }
    }
  }

  @Test
  void theBootstrapOverProblemsHasTheExactDistribution() throws IOException {
    for (JsonNode each : cases("paired_bootstrap")) {
      double[] a = numbers(each.path("a"));
      double[] b = numbers(each.path("b"));
      if (a.length < 2) {
        continue;
      }
      double[] differences = new double[a.length];
      Arrays.setAll(differences, i -> a[i] - b[i]);
      Estimate plain = Bootstrap.mean(differences, 5);
      assertThat(plain.value()).isEqualTo(each.path("mean_difference").asDouble(), within(1e-12));
      assertThat(plain.low())
          .isEqualTo(each.path("percentile_interval_95").get(0).asDouble(), within(0.051));
      assertThat(plain.high())
          .isEqualTo(each.path("percentile_interval_95").get(1).asDouble(), within(0.051));
      Estimate wide = PairedTest.of(b, a, List.of(), 5).difference();
      assertThat(wide.low()).isLessThanOrEqualTo(plain.low());
      assertThat(wide.high()).isGreaterThanOrEqualTo(plain.high());
    }
  }

  @Test
  void mcNemarIsTheReference() throws IOException {
    for (JsonNode each : cases("mcnemar_counts")) {
      int a = each.path("only_a_right").asInt();
      int b = each.path("only_b_right").asInt();
      double[] first = new double[a + b + 3];
      double[] second = new double[a + b + 3];
      Arrays.fill(first, 0, a, 1);
      Arrays.fill(second, a, a + b, 1);
      assertThat(PairedTest.of(first, second, List.of(), 1).pValue())
          .isEqualTo(each.path("p_exact_two_sided").asDouble(), within(1e-9));
    }
  }

  @Test
  void standardErrorsAreThoseOfLmEval() throws IOException {
    for (JsonNode each : cases("mean_and_stderr")) {
      ClusteredMean mean = ClusteredMean.of(numbers(each.path("values")));
      assertThat(mean.interval().value()).isEqualTo(each.path("mean").asDouble(), within(1e-12));
      if (each.path("stderr").isNull()) {
        assertThat(mean.standardError()).isNaN();
      } else {
        assertThat(mean.standardError()).isEqualTo(each.path("stderr").asDouble(), within(1e-11));
      }
    }
  }

  @Test
  void holmRaisesEachByTheTestsThatRemain() {
    // Holm 1979; R's p.adjust(c(.01, .04, .03, .005), "holm") gives .03 .06 .06 .02
    assertThat(Holm.adjusted(new double[] {0.01, 0.04, 0.03, 0.005}))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
    assertThat(Holm.adjusted(new double[] {0.9, 0.8})).containsExactly(1, 1);
  }

  @Test
  void bestOfNIsTheMeanOverAllChoices() {
    double[] rewards = {0.3, 0.9, 0.9, 0.1};
    double[] scores = {1, 0, 1, 1};
    assertThat(BestOfN.ofProblem(rewards, scores, 4)).isEqualTo(0.5, within(1e-12));
    assertThat(BestOfN.ofProblem(rewards, scores, 1)).isEqualTo(0.75, within(1e-12));
    double expected = 0; // pairs: the better reward wins, equal rewards share
    expected += 0 + 1 + 1 + 0.5 + 0 + 1;
    assertThat(BestOfN.ofProblem(rewards, scores, 2)).isEqualTo(expected / 6, within(1e-12));
    assertThatThrownBy(() -> BestOfN.ofProblem(rewards, scores, 5)).hasMessageStartingWith("n:");
  }

  @Test
  void relatedProblemsWidenTheInterval() {
    double[] scores = new double[100];
    Arrays.setAll(scores, i -> i / 10 % 2);
    List<String> passages =
        IntStream.range(0, 100).mapToObj(i -> "passage " + i / 10).toList();
    ClusteredMean alone = ClusteredMean.of(scores);
    ClusteredMean related = ClusteredMean.of(scores, passages);
    assertThat(related.clusters()).isEqualTo(10);
    assertThat(related.standardError()).isEqualTo(alone.standardError() * 3.33, within(0.02));
    assertThat(related.interval().high() - related.interval().low())
        .isGreaterThan(3 * (alone.interval().high() - alone.interval().low()));
  }

  /** Share of simulated samples whose interval holds the true value. */
  private static double coverage(int samples, double truth, LongFunction<Estimate> estimate) {
    long inside = IntStream.range(0, samples)
        .parallel()
        .mapToObj(estimate::apply)
        .filter(e -> e.low() <= truth && truth <= e.high())
        .count();
    return (double) inside / samples;
  }

  private static double uniform(long... place) {
    return (CounterRandom.bits(17, place) >>> 11) * 0x1.0p-53;
  }

  @ParameterizedTest
  @CsvSource({"30, 0.5", "30, 0.25", "200, 0.1", "200, 0.6", "1000, 0.3", "1000, 0.05"})
  void intervalsOfTrialsHoldTheTruth(int n, double p) {
    double covered = coverage(4_000, p, s -> {
      double[] scores = new double[n];
      Arrays.setAll(scores, i -> uniform(s, i) < p ? 1 : 0);
      return ClusteredMean.of(scores).interval();
    });
    assertThat(covered).isBetween(0.93, 0.97);
  }

  /** Difficulties of problems: uniform, so that the mean is a half. Four samples of each. */
  @ParameterizedTest
  @ValueSource(ints = {30, 200, 1000})
  void intervalsOfSampledProblemsHoldTheTruth(int n) {
    double covered = coverage(4_000, 0.5, s -> {
      double[] scores = new double[n];
      Arrays.setAll(scores, i -> {
        double difficulty = uniform(s, i, 9);
        return IntStream.range(0, 4)
            .mapToDouble(j -> uniform(s, i, j) < difficulty ? 0.25 : 0)
            .sum();
      });
      return ClusteredMean.of(scores).interval();
    });
    assertThat(covered).isBetween(0.93, 0.97);
  }

  /** Problems of a subject share a difficulty: {@code n} problems in subjects of five. */
  @ParameterizedTest
  @ValueSource(ints = {30, 200, 1000})
  void intervalsOfClustersHoldTheTruth(int n) {
    List<String> subjects = IntStream.range(0, n).mapToObj(i -> "s" + i / 5).toList();
    double covered = coverage(4_000, 0.5, s -> {
      double[] scores = new double[n];
      Arrays.setAll(scores, i -> uniform(s, i) < uniform(s, i / 5, 77, 7) ? 1 : 0);
      return ClusteredMean.of(scores, subjects).interval();
    });
    assertThat(covered).isBetween(0.93, 0.97);
  }

  /** The second model solves a problem anew with probability .15, and loses it with probability .1. */
  @ParameterizedTest
  @CsvSource({"30, 2000", "200, 1000", "1000, 1000"})
  void intervalsOfDifferencesHoldTheTruth(int n, int samples) {
    double covered = coverage(samples, 0.05, s -> {
      double[][] pair = pair(n, i -> uniform(s, i), 0.15, 0.1);
      return PairedTest.of(pair[0], pair[1], List.of(), s, FEW).difference();
    });
    assertThat(covered).isBetween(0.93, 0.97);
  }

  private static double[][] pair(int n, IntToDoubleFunction uniform, double gained, double lost) {
    double[][] pair = new double[2][n];
    for (int i = 0; i < n; i++) {
      double u = uniform.applyAsDouble(i);
      pair[0][i] = u < lost || u > 0.6 ? 1 : 0;
      pair[1][i] = (u >= lost && u < lost + gained) || u > 0.6 ? 1 : 0;
    }
    return pair;
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 200, 1000})
  void equalModelsAreRarelyCalledDifferent(int n) {
    int samples = n == 1000 ? 400 : 1_000;
    double alarms = IntStream.range(0, samples)
            .parallel()
            .filter(s -> {
              double[][] pair = pair(n, i -> uniform(s, i, 3), 0.12, 0.12);
              return PairedTest.of(pair[0], pair[1], List.of(), s, 50).pValue() < 0.05;
            })
            .count()
        / (double) samples;
    assertThat(alarms).isLessThanOrEqualTo(0.05);
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 200})
  void equalModelsWithSamplesAndSubjectsAreRarelyCalledDifferent(int n) {
    List<String> subjects = IntStream.range(0, n).mapToObj(i -> "s" + i / 5).toList();
    int samples = 2_000;
    double alarms = IntStream.range(0, samples)
            .parallel()
            .filter(s -> {
              double[] first = new double[n];
              double[] second = new double[n];
              for (int i = 0; i < n; i++) {
                // a subject suits one of the models, by chance
                double tilt = 0.4 * (uniform(s, i / 5, 5) - 0.5);
                double difficulty = 0.2 + 0.6 * uniform(s, i, 1);
                first[i] = sampled(s, i, 2, difficulty + tilt);
                second[i] = sampled(s, i, 3, difficulty - tilt);
              }
              return PairedTest.of(first, second, subjects, s, FEW).pValue() < 0.05;
            })
            .count()
        / (double) samples;
    // within two standard errors of the simulation
    assertThat(alarms).isLessThanOrEqualTo(0.05 + 2 * Math.sqrt(0.05 * 0.95 / samples));
  }

  private static double sampled(long s, int problem, int model, double p) {
    return IntStream.range(0, 4)
        .mapToDouble(j -> uniform(s, problem, model, j) < p ? 0.25 : 0)
        .sum();
  }

  @Test
  void theSmallestDifferenceIsFoundFourTimesInFive() {
    int n = 400;
    double smallest = SmallestDifference.of(n, 0.2);
    assertThat(smallest).isEqualTo(0.0626, within(1e-3));
    int samples = 1_000;
    double found = IntStream.range(0, samples)
            .parallel()
            .filter(s -> {
              double gained = (0.2 + smallest) / 2;
              double[][] pair = pair(n, i -> uniform(s, i, 4), gained, 0.2 - gained);
              return PairedTest.of(pair[0], pair[1], List.of(), s, 50).pValue() < 0.05;
            })
            .count()
        / (double) samples;
    assertThat(found).isBetween(0.72, 0.85);
    assertThat(SmallestDifference.of(20, 0)).isEqualTo(0.392, within(1e-3));
    assertThat(NormalDistribution.of(0, 1).inverseCumulativeProbability(0.8))
        .isEqualTo(0.8416, within(1e-4));
  }
}
