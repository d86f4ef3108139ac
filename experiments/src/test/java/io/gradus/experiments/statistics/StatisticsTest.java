package io.gradus.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void wilsonMatchesPublishedIntervals() {
    // Newcombe, Statistics in Medicine 1998, table I, method 3.
    Estimate a = Proportion.wilson(81, 263);
    assertThat(a.low()).isEqualTo(0.2553, within(5e-5));
    assertThat(a.high()).isEqualTo(0.3662, within(5e-5));
    Estimate b = Proportion.wilson(15, 148);
    assertThat(b.low()).isEqualTo(0.0624, within(5e-5));
    assertThat(b.high()).isEqualTo(0.1605, within(5e-5));
    Estimate none = Proportion.wilson(0, 20);
    assertThat(none.low()).isZero();
    assertThat(none.high()).isEqualTo(0.1611, within(5e-5));
    Estimate all = Proportion.wilson(29, 29);
    assertThat(all.low()).isEqualTo(0.8830, within(5e-5));
    assertThat(all.high()).isEqualTo(1);
  }

  @Test
  void anInvalidProportionIsRefused() {
    assertThatThrownBy(() -> Proportion.wilson(0, 0)).hasMessageStartingWith("successes:");
    assertThatThrownBy(() -> Proportion.wilson(3, 2)).hasMessageContaining("3 of 2");
  }

  @Test
  void passAtKMatchesTheExampleAndTheBinomials() {
    assertThat(PassAtK.ofProblem(10, 3, 5)).isEqualTo(0.9166667, within(1e-7));
    for (int n = 1; n <= 12; n++) {
      for (int c = 0; c <= n; c++) {
        for (int k = 1; k <= n; k++) {
          double expected = 1 - choose(n - c, k) / choose(n, k);
          assertThat(PassAtK.ofProblem(n, c, k)).isEqualTo(expected, within(1e-12));
        }
      }
    }
    assertThat(PassAtK.ofProblem(10_000, 1, 100)).isEqualTo(0.01, within(1e-9));
  }

  @Test
  void passAtOneIsTheMeanOfTheSamples() {
    Estimate e = PassAtK.ofBenchmark(new int[] {4, 4, 4, 4}, new int[] {4, 0, 1, 2}, 1, 7);
    assertThat(e.value()).isEqualTo(7 / 16.0, within(1e-12));
    assertThat(e.low()).isBetween(0.0, 0.2);
    assertThat(e.high()).isBetween(0.7, 1.0);
  }

  @Test
  void oneSampleEachGivesWilson() {
    int[] ones = new int[50];
    Arrays.fill(ones, 1);
    int[] correct = new int[50];
    Arrays.fill(correct, 0, 20, 1);
    assertThat(PassAtK.ofBenchmark(ones, correct, 1, 1)).isEqualTo(Proportion.wilson(20, 50));
  }

  @Test
  void aPerfectScoreStillHasAWidth() {
    Estimate e = PassAtK.ofBenchmark(new int[] {8, 8, 8}, new int[] {8, 8, 8}, 1, 1);
    assertThat(e.value()).isEqualTo(1);
    assertThat(e.low()).isLessThan(0.5);
  }

  @Test
  void kBeyondTheSamplesIsRefused() {
    assertThatThrownBy(() -> PassAtK.ofProblem(4, 1, 5))
        .hasMessageStartingWith("k: must be in 1..4");
  }

  @Test
  void samplingErrorMatchesTheNoteOnAime() {
    // 30 problems, each solved three times in ten. One sample of each gives a standard error of 8.4
    // points, 32 samples give 1.5.
    int[] samples = new int[30];
    Arrays.fill(samples, 320);
    int[] correct = new int[30];
    Arrays.fill(correct, 96);
    double error = PassAtK.samplingError(samples, correct);
    assertThat(error * Math.sqrt(320)).isEqualTo(0.084, within(5e-4));
    assertThat(error * Math.sqrt(10)).isEqualTo(0.015, within(5e-4));
    assertThat(PassAtK.samplingError(new int[] {1, 4}, new int[] {1, 2})).isNaN();
  }

  @Test
  void theBootstrapCoversTheTruthAboutNineteenTimesInTwenty() {
    int covered = 0;
    for (int trial = 0; trial < 100; trial++) {
      double[] values = new double[60];
      for (int i = 0; i < values.length; i++) {
        values[i] = CounterRandom.uniform(99, trial, i) < 0.3 ? 1 : 0;
      }
      Estimate e = Bootstrap.mean(values, trial);
      covered += e.low() <= 0.3 && 0.3 <= e.high() ? 1 : 0;
    }
    assertThat(covered).isBetween(88, 100);
  }

  @Test
  void theBootstrapIsAFunctionOfItsSeed() {
    double[] values = {0, 1, 0.5, 0.25, 1, 0};
    assertThat(Bootstrap.mean(values, 3)).isEqualTo(Bootstrap.mean(values, 3));
  }

  @Test
  void theBootstrapTakesThePercentilesOfItsMeans() {
    // There are so many different values that no two neighbouring means are equal.
    double[] values = new double[30];
    for (int i = 0; i < values.length; i++) {
      values[i] = CounterRandom.uniform(8, i);
    }
    double[] means = new double[Bootstrap.RESAMPLES];
    for (int r = 0; r < means.length; r++) {
      for (int i = 0; i < values.length; i++) {
        means[r] += values[CounterRandom.below(values.length, 3, r, i)] / values.length;
      }
    }
    Arrays.sort(means);
    Estimate e = Bootstrap.mean(values, 3);
    // The 2.5 % and 97.5 % points of 10,000 sorted means are at the indices 249.975 and 9,749.025.
    assertThat(e.low()).isEqualTo(0.025 * means[249] + 0.975 * means[250], within(1e-12));
    assertThat(e.high()).isEqualTo(0.975 * means[9749] + 0.025 * means[9750], within(1e-12));
    assertThat(e.value()).isEqualTo(Arrays.stream(values).average().orElseThrow(), within(1e-12));
  }

  @Test
  void twoSamplesOfAProblemAreEnoughForASamplingError() {
    // Variances of 1/2 * 1/2 / (2 - 1) and 1/4 * 3/4 / (4 - 1).
    assertThat(PassAtK.samplingError(new int[] {2, 4}, new int[] {1, 1}))
        .isEqualTo(Math.sqrt(0.25 + 0.0625) / 2, within(1e-12));
  }

  @Test
  void equalScoresGetWilsonsIntervalOfTheNumberOfProblems() {
    Estimate alike = PassAtK.ofBenchmark(new int[] {4, 4, 4, 4}, new int[] {2, 2, 2, 2}, 1, 7);
    assertThat(alike).isEqualTo(Proportion.wilson(2, 4));
    assertThat(Proportion.wilson(1, 1).high()).isEqualTo(1);
  }

  @Test
  void intervalsThatTouchAreNotApart() {
    Estimate lower = new Estimate(0.5, 0.4, 0.6);
    Estimate upper = new Estimate(0.7, 0.6, 0.8);
    assertThat(lower.apartFrom(upper)).isFalse();
    assertThat(upper.apartFrom(lower)).isFalse();
    assertThat(upper.apartFrom(new Estimate(0.5, 0.4, 0.59))).isTrue();
  }

  @Test
  void consensusUsesEquivalenceOfAnswers() {
    assertThat(consensus("0.5", "1/2", "3", "3", ".5")).isEqualTo(1);
    assertThat(consensus("3", "3", "0.5")).isZero();
  }

  @Test
  void tiedWinnersCountByTheirShare() {
    assertThat(consensus("0.5", "3")).isEqualTo(0.5);
    assertThat(consensus("0.5", "3", "4")).isEqualTo(1 / 3.0, within(1e-12));
  }

  @Test
  void missingAnswersNeverWin() {
    assertThat(consensus("", "", "", "0.5")).isEqualTo(1);
    assertThat(consensus("", "")).isZero();
  }

  @Test
  void mcNemarMatchesTheExactBinomial() {
    double[] before = new double[100];
    double[] after = new double[100];
    Arrays.fill(after, 0, 12, 1);
    Arrays.fill(before, 12, 15, 1);
    PairedComparison c = PairedComparison.of(before, after, 5);
    assertThat(c.gained()).isEqualTo(12);
    assertThat(c.lost()).isEqualTo(3);
    // 2 * (C(15,0) + C(15,1) + C(15,2) + C(15,3)) / 2^15
    assertThat(c.pValue()).isEqualTo(2 * (1 + 15 + 105 + 455) / 32768.0, within(1e-12));
    assertThat(c.difference().value()).isEqualTo(0.09, within(1e-12));
    assertThat(c.difference().low()).isPositive();
  }

  @Test
  void noDifferenceHasAPValueOfOne() {
    double[] same = {1, 0, 1};
    PairedComparison c = PairedComparison.of(same, same, 5);
    assertThat(c.pValue()).isEqualTo(1);
    assertThat(c.difference()).isEqualTo(new Estimate(0, 0, 0));
  }

  @Test
  void intervalsApartDoNotOverlap() {
    assertThat(Proportion.wilson(220, 500).apartFrom(Proportion.wilson(440, 500)))
        .isTrue();
    assertThat(Proportion.wilson(220, 500).apartFrom(Proportion.wilson(230, 500)))
        .isFalse();
  }

  private static double consensus(String... answers) {
    List<Optional<String>> given = new ArrayList<>();
    for (String a : answers) {
      given.add(Optional.of(a).filter(s -> !s.isEmpty()));
    }
    return ConsensusAtK.ofProblem(given, (a, b) -> value(a) == value(b), a -> value(a) == 0.5);
  }

  private static double value(String answer) {
    int slash = answer.indexOf('/');
    return slash < 0
        ? Double.parseDouble(answer)
        : Double.parseDouble(answer.substring(0, slash))
            / Double.parseDouble(answer.substring(slash + 1));
  }

  private static double choose(int n, int k) {
    double product = k > n ? 0 : 1;
    for (int i = 1; i <= k && product > 0; i++) {
      product = product * (n - k + i) / i;
    }
    return product;
  }

  /** Student's own data (Biometrika 1908): ten differences of sleep, mean 1.58, s = 1.23, t(9) = 2.262. */
  @Test
  void studentsIntervalMatchesStudentsExample() {
    double[] sleep = {1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4};
    Estimate e = StudentT.mean(sleep);
    assertThat(e.value()).isEqualTo(1.58, within(1e-12));
    assertThat(e.low()).isEqualTo(0.7001142, within(1e-6));
    assertThat(e.high()).isEqualTo(2.4598858, within(1e-6));
  }

  @Test
  void oneRunHasAnIntervalWithoutBounds() {
    assertThat(StudentT.mean(new double[] {3}))
        .isEqualTo(new Estimate(3, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
    assertThatThrownBy(() -> StudentT.mean(new double[0])).hasMessageStartingWith("values:");
  }

  @Test
  void aGeometricMeanIsTheMeanOfLogarithms() {
    Estimate e = StudentT.geometricMean(new double[] {0.5, 2, 1});
    assertThat(e.value()).isEqualTo(1, within(1e-12));
    assertThat(e.low() * e.high()).isEqualTo(1, within(1e-9));
    assertThatThrownBy(() -> StudentT.geometricMean(new double[] {1, 0}))
        .hasMessageStartingWith("ratios: must be positive");
  }
}
