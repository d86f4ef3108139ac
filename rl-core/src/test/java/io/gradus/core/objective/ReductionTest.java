package io.gradus.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReductionTest {

  /** Lengths 2 and 4, token losses all 1 and all 2, a budget of 8. */
  static Stream<Arguments> textbook() {
    return Stream.of(
        Arguments.of(new SequenceMean(), 1.5),
        Arguments.of(new TokenMean(), 10 / 6.0),
        Arguments.of(new ConstantLength(Optional.of(1)), 5.0),
        Arguments.of(new ConstantLength(Optional.empty()), 0.625),
        Arguments.of(new ConstantLength(Optional.of(8)), 0.625));
  }

  @ParameterizedTest
  @MethodSource("textbook")
  void twoSequencesReduceAsInTheTextbook(Reduction reduction, double expected) {
    double[] weights = reduction.weights(new int[] {2, 4}, 8);
    assertThat(weights[0] * 2 * 1 + weights[1] * 4 * 2).isCloseTo(expected, within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("textbook")
  void emptySequencesWeighNothingAndAreNotCounted(Reduction reduction, double expected) {
    double[] weights = reduction.weights(new int[] {0, 2, 0, 4}, 8);
    assertThat(weights[0]).isZero();
    assertThat(weights[2]).isZero();
    assertThat(weights[1] * 2 * 1 + weights[3] * 4 * 2).isCloseTo(expected, within(1e-12));
    assertThat(reduction.weights(new int[] {0, 0}, 8)).containsExactly(0, 0);
    assertThat(reduction.weights(new int[0], 8)).isEmpty();
  }

  @Test
  void aLengthOfNothingIsRefused() {
    assertThatThrownBy(() -> new ConstantLength(Optional.of(0)))
        .hasMessage("length: must be 1 or more, but is 0");
  }
}
