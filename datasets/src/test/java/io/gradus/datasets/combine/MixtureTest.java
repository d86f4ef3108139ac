package io.gradus.datasets.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Dataset;
import io.gradus.core.DatasetContract;
import io.gradus.core.Problem;
import io.gradus.datasets.Arithmetic;
import io.gradus.datasets.CountdownTest;
import io.gradus.datasets.ListDataset;
import io.gradus.datasets.Split;
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

  @Test
  void aProblemKnowsItsPartByNameOrNumber() {
    Dataset named = new Mixture(
        List.of(
            new Mixture.Part(1, numbers(3), Optional.of("sums")), new Mixture.Part(1, numbers(3))),
        0);
    assertThat(named.first(4).stream().map(p -> p.attributes().get("part")))
        .containsOnly("sums", "1");
  }

  /** methods.md 8.3: sizes 100 and 900 with the power 0.5 have the shares 1/4 and 3/4. */
  @Test
  void aPowerOfTheSizesSetsTheShares() {
    Dataset mixture = new Mixture(
        List.of(new Mixture.Part(1, numbers(100)), new Mixture.Part(1, numbers(900))), 0.5);
    long small = IntStream.range(0, 4_000)
        .mapToObj(i -> mixture.problem(7, i, 0, 1))
        .filter(p -> p.id().startsWith("0/"))
        .count();
    assertThat(small).isBetween(918L, 1_082L);
    assertThat(mixture.first(8).stream().filter(p -> p.id().startsWith("0/"))).hasSize(2);
  }

  @Test
  void aPowerOfUnknownSizesIsRefused() {
    Mixture inner = new Mixture(List.of(new Mixture.Part(1, numbers(2))));
    assertThatThrownBy(
            () -> new Mixture(List.of(new Mixture.Part(1, inner)), 1).problem(1, 1, 0, 1))
        .hasMessageContaining("part '0' has no known size");
  }

  @Test
  void twoPartsOfOneNameAreRefused() {
    assertThatThrownBy(() -> new Mixture(List.of(
            new Mixture.Part(1, numbers(2), Optional.of("1")), new Mixture.Part(1, numbers(2)))))
        .hasMessageContaining("parts: two have the same name");
  }

  private static Dataset numbers(int count) {
    return new ListDataset(IntStream.range(0, count)
        .mapToObj(i -> Problem.of("n" + i, "number " + i, "" + i))
        .toList());
  }
}
