package io.gradus.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceTest {
  private static final Offset<Double> CLOSE = within(1e-7);

  static Stream<Reference> all() {
    return Stream.of(new K1(0.04), new K2(0.04), new K3(0.04), new CorrectedK3(0.04));
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
  void k3IsNeverNegativeAndNeverOverflows() {
    for (double d = -1e4; d <= 1e4; d += 97) {
      assertThat(K3.value(d)).isBetween(0.0, 20.0);
    }
    assertThat(K3.value(9)).isEqualTo(10);
    assertThat(K3.slope(9)).isZero();
    assertThat(K3.slope(25)).isZero();
  }

  @Test
  void aBetaThatDoesNothingIsRefusedWithTheRemedy() {
    assertThatThrownBy(() -> new K3(0))
        .hasMessage("beta: must be above 0, but is 0.0; for no KL say 'reference: {type: none}'");
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
