package io.gradus.datasets.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Dataset;
import io.gradus.core.DatasetContract;
import io.gradus.core.Problem;
import io.gradus.datasets.ListDataset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalancedTest extends DatasetContract {

  /** Ten easy problems, five hard ones, one odd one. */
  private static final Dataset LEVELS = new ListDataset(IntStream.range(0, 16)
      .mapToObj(i -> new Problem(
          "p" + i,
          "question " + i,
          "" + i,
          Optional.empty(),
          Map.of("level", i < 10 ? "easy" : i < 15 ? "hard" : "odd")))
      .toList());

  @Override
  protected Dataset dataset() {
    return new Balanced(LEVELS, "level", Map.of());
  }

  @Override
  protected Optional<Dataset> heldOut() {
    return Optional.empty();
  }

  private static Map<String, Long> drawn(Dataset dataset, int steps, int stride) {
    return IntStream.range(0, steps * stride)
        .mapToObj(i -> dataset.problem(5, 1 + i / stride, i % stride, stride))
        .collect(Collectors.groupingBy(p -> p.attributes().get("level"), Collectors.counting()));
  }

  @Test
  void eachCategoryComesEquallyOftenInEachStep() {
    assertThat(drawn(dataset(), 1, 6)).isEqualTo(Map.of("easy", 2L, "hard", 2L, "odd", 2L));
    assertThat(drawn(dataset(), 100, 3)).isEqualTo(Map.of("easy", 100L, "hard", 100L, "odd", 100L));
  }

  @Test
  void weightsSetTheShares() {
    Map<String, Long> drawn =
        drawn(new Balanced(LEVELS, "level", Map.of("easy", 3.0, "odd", 0.0)), 1_000, 4);
    assertThat(drawn).doesNotContainKey("odd");
    assertThat(drawn.get("hard")).isBetween(918L, 1_082L);
  }

  @Test
  void aCategoryWithoutProblemsIsRefused() {
    assertThatThrownBy(
            () -> new Balanced(LEVELS, "level", Map.of("impossible", 2.0)).problem(1, 1, 0, 1))
        .hasMessage("weights: no problem has level 'impossible'; there are [easy, hard, odd]");
  }

  @Test
  void aProblemWithoutTheAttributeIsRefusedByName() {
    assertThatThrownBy(() -> new Balanced(LEVELS, "lvl", Map.of()).problem(1, 1, 0, 1))
        .hasMessageContaining("problem 'p0' has no attribute 'lvl'; it has [level]");
  }

  @Test
  void aSortedDataSetGoesFromEasyToHardInEveryEpoch() {
    Dataset sizes = new ListDataset(List.of(10, 9, 100, 1).stream()
        .map(i -> new Problem(
            "n" + i, "q" + i, "", Optional.empty(), Map.of("size", Integer.toString(i))))
        .toList());
    Dataset sorted = new Sorted(sizes, Optional.of("size"), false);
    assertThat(IntStream.range(0, 6)
            .mapToObj(i -> sorted.problem(3, 1 + i / 2, i % 2, 2).id()))
        .containsExactly("n1", "n9", "n10", "n100", "n1", "n9");
    assertThat(new Sorted(sizes, Optional.of("size"), true).listed())
        .isSortedAccordingTo(
            Comparator.comparing((Problem p) -> -Integer.parseInt(p.attributes().get("size"))));
    assertThat(new Sorted(sizes, Optional.empty(), false).problem(3, 1, 0, 2).id())
        .isEqualTo("n10");
  }

  @Test
  void sortingByAMissingAttributeIsRefused() {
    assertThatThrownBy(() -> new Sorted(LEVELS, Optional.of("size"), false).listed())
        .hasMessageContaining("by: problem 'p0' has no attribute 'size'");
  }
}
