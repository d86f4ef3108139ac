package io.gradus.core.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdvantageTest {
  private static final Offset<Double> CLOSE = within(1e-6);
  private static final double[] THREE_OF_EIGHT = {1, 0, 0, 1, 1, 0, 0, 0};

  static Stream<WithinGroup> all() {
    return Stream.of(
        new Standardized(1e-6), new Standardized(0), new MeanCentered(), new LeaveOneOut());
  }

  @Test
  void standardizedIsTheTextbookExample() {
    double[] advantages = new Standardized(1e-6).of(THREE_OF_EIGHT);
    assertThat(advantages[0]).isCloseTo(1.207612, CLOSE);
    assertThat(advantages[1]).isCloseTo(-0.724567, CLOSE);
    assertThat(new Standardized(1e-4).of(THREE_OF_EIGHT)[0]).isCloseTo(1.207381, CLOSE);
  }

  @Test
  void leaveOneOutIsTheTextbookExample() {
    assertThat(new LeaveOneOut().of(new double[] {1, 0, 0, 1}))
        .containsExactly(new double[] {2 / 3.0, -2 / 3.0, -2 / 3.0, 2 / 3.0}, CLOSE);
  }

  @Test
  void leaveOneOutIsMeanCenteredTimesGOverGMinusOne() {
    double[] rewards = random(new Random(3), 5);
    double[] scaled =
        Arrays.stream(new MeanCentered().of(rewards)).map(a -> a * 5 / 4).toArray();
    assertThat(new LeaveOneOut().of(rewards)).containsExactly(scaled, within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("all")
  void zeroVarianceGivesZeroAdvantages(WithinGroup advantage) {
    for (double reward : new double[] {0, 1, 0.1, 1 / 3.0, -7.3, 1e300}) {
      double[] equal = new double[7];
      Arrays.fill(equal, reward);
      assertThat(advantage.of(equal)).containsOnly(0.0).hasSize(7);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void rewardsThatDifferByRoundingOnlyAreEqual(WithinGroup advantage) {
    assertThat(advantage.of(new double[] {0.1 + 0.2, 0.3})).containsExactly(0, 0);
    assertThat(advantage.of(new double[] {0.1 + 0.2 - 0.3, 0})).containsExactly(0, 0);
    assertThat(advantage.of(new double[] {1e6 + 0.1 - 1e6, 0.1})[0]).isNotZero();
    assertThat(advantage.of(new double[] {0.3 + 1e-9, 0.3})[0]).isPositive();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aGroupOfOneOrNoneHasNoSignal(WithinGroup advantage) {
    assertThat(advantage.of(new double[] {3})).containsExactly(0.0);
    assertThat(advantage.of(new double[0])).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void advantagesSumToZeroKeepTheOrderAndIgnoreAShift(WithinGroup advantage) {
    Random random = new Random(17);
    for (int trial = 0; trial < 50; trial++) {
      double[] rewards = random(random, 2 + random.nextInt(15));
      double[] before = rewards.clone();

      double[] advantages = advantage.of(rewards);

      assertThat(rewards).containsExactly(before);
      assertThat(Arrays.stream(advantages).sum()).isCloseTo(0, within(1e-9));
      for (int i = 1; i < rewards.length; i++) {
        assertThat(Double.compare(advantages[i], advantages[0]))
            .isEqualTo(Double.compare(rewards[i], rewards[0]));
      }
      double[] shifted = Arrays.stream(rewards).map(r -> r + 5).toArray();
      assertThat(advantage.of(shifted)).containsExactly(advantages, within(1e-6));
    }
  }

  @Test
  void standardizedIgnoresTheScaleAndMeanCenteredFollowsIt() {
    double[] rewards = random(new Random(5), 8);
    double[] larger = Arrays.stream(rewards).map(r -> 10 * r).toArray();
    assertThat(new Standardized(0).of(larger))
        .containsExactly(new Standardized(0).of(rewards), within(1e-9));
    assertThat(new MeanCentered().of(larger)[0])
        .isCloseTo(10 * new MeanCentered().of(rewards)[0], within(1e-9));
  }

  @Test
  void anEpsilonThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new Standardized(-1))
        .hasMessage("epsilon: must be 0 or more, but is -1.0");
    assertThatThrownBy(() -> new Standardized(Double.NaN)).hasMessageContaining("NaN");
  }

  private static double[] random(Random random, int size) {
    return random.doubles(size, -2, 2).toArray();
  }
}
