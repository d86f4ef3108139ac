package io.gradus.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.experiments.report.RunCurves.Axis;
import io.gradus.experiments.sweep.Claim.By;
import io.gradus.experiments.sweep.Claim.Expect;
import io.gradus.experiments.sweep.ClaimFinding.Verdict;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimFindingTest {
  private static final Measure MEASURE =
      new Measure("reward/mean", Measure.Take.LAST, 1, 0, Axis.STEPS, 0);

  private static Claim claim(By by, Expect expect, double than) {
    return new Claim(
        "it is better", MEASURE, "new", Optional.of("old"), by, expect, Optional.of(than));
  }

  private static ClaimFinding.Interval effect(ClaimFinding finding) {
    return Objects.requireNonNull(finding.effect());
  }

  private static Map<Long, Measure.Value> seeds(double... values) {
    Map<Long, Measure.Value> seeds = new TreeMap<>();
    for (int i = 0; i < values.length; i++) {
      seeds.put(i + 1L, new Measure.Value(values[i], true));
    }
    return seeds;
  }

  /** Differences 1, 2, 3, 4, 5: mean 3, standard error sqrt(2.5 / 5), t = 2.776445 with 4 degrees of freedom. */
  @Test
  void theDifferenceIsPairedBySeed() {
    ClaimFinding finding = ClaimFinding.of(
        claim(By.DIFFERENCE, Expect.HIGHER, 0),
        Map.of("new", seeds(11, 22, 33, 44, 55), "old", seeds(10, 20, 30, 40, 50)));
    assertThat(finding.seeds()).isEqualTo(5);
    assertThat(effect(finding).mean()).isEqualTo(3);
    assertThat(effect(finding).low()).isCloseTo(3 - 1.963243, within(1e-5));
    assertThat(effect(finding).high()).isCloseTo(3 + 1.963243, within(1e-5));
    assertThat(finding.verdict()).isEqualTo(Verdict.REPRODUCES);
    assertThat(finding.words())
        .startsWith("reproduces: it is better")
        .contains("effect: 3.00 (95 %: 1.04 to 4.96), 5 seeds; expected: difference above 0.0");
  }

  /** Ratios 1/2, 1/2 and 1/4: the geometric mean is 2^(-4/3). */
  @Test
  void theRatioIsAGeometricMean() {
    ClaimFinding finding = ClaimFinding.of(
        claim(By.RATIO, Expect.LOWER, 0.7), Map.of("new", seeds(1, 2, 1), "old", seeds(2, 4, 4)));
    assertThat(effect(finding).mean()).isCloseTo(Math.pow(2, -4 / 3.0), within(1e-12));
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @ParameterizedTest
  @CsvSource({
    "HIGHER, 0, REPRODUCES",
    "HIGHER, 1.5, CANNOT_TELL",
    "HIGHER, 5, DOES_NOT_REPRODUCE",
    "LOWER, 5, REPRODUCES",
    "LOWER, 1.5, CANNOT_TELL",
    "LOWER, 0, DOES_NOT_REPRODUCE"
  })
  void theIntervalDecidesTheVerdict(Expect expect, double than, Verdict verdict) {
    ClaimFinding finding = ClaimFinding.of(
        claim(By.DIFFERENCE, expect, than),
        Map.of("new", seeds(1, 2, 3, 2), "old", seeds(0, 0, 0, 0)));
    assertThat(finding.verdict()).isEqualTo(verdict);
  }

  @Test
  void oneSeedCannotTell() {
    ClaimFinding finding = ClaimFinding.of(
        claim(By.DIFFERENCE, Expect.HIGHER, 0), Map.of("new", seeds(9), "old", seeds(1)));
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(effect(finding).low()).isNull();
    assertThat(finding.words()).contains("effect: 8.00 (one seed)");
  }

  @Test
  void equalArmsDoNotReproduceADifference() {
    ClaimFinding finding = ClaimFinding.of(
        claim(By.DIFFERENCE, Expect.HIGHER, 0), Map.of("new", seeds(1, 1), "old", seeds(1, 1)));
    assertThat(finding.verdict()).isEqualTo(Verdict.DOES_NOT_REPRODUCE);
  }

  @Test
  void aSeedWithoutAPartnerIsLeftOut() {
    Map<Long, Measure.Value> old = seeds(0, 0, 0);
    old.remove(2L);
    ClaimFinding finding = ClaimFinding.of(
        claim(By.DIFFERENCE, Expect.HIGHER, 0), Map.of("new", seeds(1, 100, 3), "old", old));
    assertThat(finding.seeds()).isEqualTo(2);
    assertThat(effect(finding).mean()).isEqualTo(2);
  }

  @Test
  void aLevelThatMostRunsNeverReachIsNotReachedSooner() {
    Map<Long, Measure.Value> never = new TreeMap<>();
    for (long seed = 1; seed <= 3; seed++) {
      never.put(seed, new Measure.Value(10, false));
    }
    ClaimFinding finding = ClaimFinding.of(
        claim(By.RATIO, Expect.LOWER, 1), Map.of("new", never, "old", seeds(100, 100, 100)));
    assertThat(finding.verdict()).isEqualTo(Verdict.DOES_NOT_REPRODUCE);
    assertThat(finding.arm().notReached()).isEqualTo(3);
  }

  @Test
  void aClaimAboutOneArmNeedsABound() {
    assertThatThrownBy(() -> new Claim(
            "c", MEASURE, "new", Optional.empty(), By.DIFFERENCE, Expect.HIGHER, Optional.empty()))
        .hasMessageStartingWith("than: missing");
  }
}
