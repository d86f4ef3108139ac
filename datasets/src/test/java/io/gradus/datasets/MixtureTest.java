package io.gradus.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Dataset;
import io.gradus.core.DatasetContract;
import io.gradus.core.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MixtureTest extends DatasetContract {

  private static Mixture mixture(Split split) {
    return new Mixture(List.of(
        new Mixture.Part(3, new Arithmetic(2, split, 0.45, 0.30, 0.25)),
        new Mixture.Part(1, CountdownTest.countdown(3, "+-", split, 0.6, 0.24, 0.16))));
  }

  @Override
  protected Dataset dataset() {
    return mixture(Split.TRAIN);
  }

  @Override
  protected Optional<Dataset> heldOut() {
    return Optional.of(mixture(Split.TEST));
  }

  private static long sums(List<Problem> problems) {
    return problems.stream().filter(p -> p.question().contains("+")).count();
  }

  @Test
  void everyPartGetsItsShare() {
    List<Problem> drawn =
        IntStream.range(0, 2_000).mapToObj(i -> dataset().problem(1, i, 0, 1)).toList();
    assertThat(sums(drawn)).isBetween(1_440L, 1_560L);
    assertThat(sums(dataset().first(100))).isEqualTo(75);
  }

  @Test
  void refusesZeroWeightsAndEmptyMixtures() {
    assertThatThrownBy(() -> new Mixture.Part(0, Arithmetic.defaults()))
        .hasMessage("weight: must be positive, but is 0.0");
    assertThatThrownBy(() -> new Mixture(List.of()))
        .hasMessageStartingWith("parts: a mixture needs at least one data set");
  }
}
