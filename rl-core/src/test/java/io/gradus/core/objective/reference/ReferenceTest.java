package io.gradus.core.objective.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.KlEstimator;
import io.gradus.core.objective.Reference;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.TokenLogProbs;
import io.gradus.core.reporting.LossStatistics;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceTest {
  private static final Offset<Double> CLOSE = within(1e-7);

  static Stream<Reference> all() {
    return Stream.of(
        new K1(0.04),
        new K2(0.04),
        new K3(0.04),
        new K3(0.04, Optional.of(10.0)),
        new CorrectedK3(0.04));
  }

  /** logp -1.0, refLogp -1.2. */
  @Test
  void theEstimatorsAreTheTextbookExample() {
    assertThat(of(new K1(1), -1, -1, -1.2).loss()).isCloseTo(0.2, CLOSE);
    assertThat(of(new K2(1), -1, -1, -1.2).loss()).isCloseTo(0.02, CLOSE);
    assertThat(of(new K3(1), -1, -1, -1.2).loss()).isCloseTo(0.0187308, CLOSE);
    // A loss pulls against the objective: the extra gradient coefficient with its sign turned.
    assertThat(of(new K3(0.04), -1, -1, -1.2).gradient()[0]).isCloseTo(0.00725077, CLOSE);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theSlopeIsTheDerivativeOfTheLoss(Reference reference) {
    double h = 1e-6;
    for (double logProb = -6; logProb <= 0; logProb += 0.37) {
      for (double refLogProb = -4; refLogProb <= 0; refLogProb += 0.41) {
        double up = of(reference, logProb + h, -1.5, refLogProb).loss();
        double down = of(reference, logProb - h, -1.5, refLogProb).loss();
        assertThat(of(reference, logProb, -1.5, refLogProb).gradient()[0])
            .as("log-probs %s and %s", logProb, refLogProb)
            .isCloseTo((up - down) / (2 * h), within(1e-6));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void equalPoliciesHaveNoDivergence(Reference reference) {
    assertThat(of(reference, -1.3, -1, -1.3).loss()).isZero();
    assertThat(reference.needed()).isTrue();
  }

  @Test
  void k3IsNeverNegativeNeverOverflowsAndNeverLosesItsSlope() {
    for (double d = -1e4; d <= 1e4; d += 97) {
      assertThat(KlEstimator.K3.value(d)).isBetween(0.0, 1e13);
      assertThat(KlEstimator.K3.slope(d) * d).isNegative();
      assertThat((KlEstimator.K3.value(d - 1e-3) - KlEstimator.K3.value(d + 1e-3)) / 2e-3)
          .isCloseTo(
              KlEstimator.K3.slope(d),
              within(1e-6 * Math.max(1, Math.abs(KlEstimator.K3.slope(d)))));
    }
    assertThat(KlEstimator.K3.value(9)).isCloseTo(Math.exp(9) - 10, within(1e-9));
  }

  @Test
  void aCapReleasesATokenAndCountsIt() {
    K3 capped = new K3(0.04, Optional.of(10.0));
    SequenceLoss beyond = of(capped, -4, -4, -1.2);
    assertThat(beyond.loss()).isCloseTo(0.4, CLOSE);
    assertThat(beyond.gradient()[0]).isZero();
    assertThat(beyond.clips().cappedKl()).isEqualTo(1);
    SequenceLoss below = of(capped, -3, -3, -1.2);
    assertThat(below.gradient()[0]).isEqualTo(of(new K3(0.04), -3, -3, -1.2).gradient()[0]);
    assertThat(below.clips().cappedKl()).isZero();
    assertThat(of(new K3(0.04), -4, -4, -1.2).clips().cappedKl()).isZero();
    LossStatistics statistics = new LossStatistics();
    statistics.add(beyond);
    statistics.add(below);
    assertThat(statistics.metrics(1)).containsEntry("kl/capped", 0.5);
    assertThatThrownBy(() -> new K3(0.04, Optional.of(0.0)))
        .hasMessage("cap: must be above 0, but is 0.0; leave it out for no cap");
  }

  /**
   * Two actions, the reference gives each 0.5, and the policy gives one p. The mean over samples is taken exactly. The
   * slope by that action's logit must be the gradient of the KL, from either side of the reference.
   */
  @Test
  void theMeanSlopePullsTowardsTheReferenceHoweverFarThePolicyIs() {
    for (double p : new double[] {1e-6, 1e-3, 0.01, 0.036, 0.07, 0.3, 0.5, 0.8, 0.99, 1 - 1e-6}) {
      double reverse = p * (1 - p) * Math.log(p / (1 - p));
      double forward = p - 0.5;
      for (double old : new double[] {0.001, 0.036, 0.4, 0.9}) {
        assertThat(meanSlope(new CorrectedK3(1), p, old))
            .as("k3-corrected at p = %s, samples of %s", p, old)
            .isCloseTo(reverse, within(1e-9));
      }
      // On policy k3 has the slope of KL(pi_ref, pi_theta).
      assertThat(meanSlope(new K3(1), p, p)).as("k3 at p = %s", p).isCloseTo(forward, within(1e-9));
    }
    assertThat(meanSlope(new CorrectedK3(1), 0.036, 0.036)).isCloseTo(-0.114, within(1e-3));
  }

  /** The mean over samples of {@code old} of the loss's slope by the logit of the first of two actions. */
  private static double meanSlope(Reference reference, double p, double old) {
    double[] policy = {p, 1 - p};
    double[] sampler = {old, 1 - old};
    double[] byLogit = {1 - p, -p};
    double mean = 0;
    for (int a = 0; a < 2; a++) {
      double slope = of(reference, Math.log(policy[a]), Math.log(sampler[a]), Math.log(0.5))
          .gradient()[0];
      mean += sampler[a] * slope * byLogit[a];
    }
    return mean;
  }

  @Test
  void aBetaThatDoesNothingIsRefusedWithTheRemedy() {
    assertThatThrownBy(() -> new K3(0))
        .hasMessage("beta: must be above 0, but is 0.0; for no KL set 'reference: {type: none}'");
    assertThatThrownBy(() -> new K1(-1)).hasMessageStartingWith("beta: ");
    assertThatThrownBy(() -> new K2(Double.NaN)).hasMessageStartingWith("beta: ");
    assertThatThrownBy(() -> new CorrectedK3(Double.POSITIVE_INFINITY))
        .hasMessageStartingWith("beta: ");
  }

  private static SequenceLoss of(Reference reference, double logProb, double old, double ref) {
    SequenceLoss loss = new SequenceLoss(
        new TokenLogProbs(
            new double[] {logProb}, new double[] {old}, new double[] {ref}, new double[0]),
        new double[1],
        1,
        1);
    reference.add(loss);
    return loss;
  }
}
