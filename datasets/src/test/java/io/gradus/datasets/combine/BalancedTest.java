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
import java.util.OptionalLong;
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
  void eachCategoryVisitsItsProblemsOncePerEpoch() {
    assertThat(IntStream.range(0, 15)
            .mapToObj(i -> dataset().problem(5, 1 + i / 5, i % 5, 5))
            .filter(p -> p.attributes().getOrDefault("level", "").equals("hard"))
            .map(Problem::id)
            .distinct())
        .hasSize(5);
  }

  @Test
  void aGeneratorBesideAFileIsNotDropped() {
    Dataset mixture =
        new Mixture(List.of(new Mixture.Part(1, LEVELS), new Mixture.Part(1, new Endless())));
    assertThat(mixture.listsAll()).isFalse();
    assertThatThrownBy(() -> new Balanced(mixture, "part", Map.of()).problem(1, 1, 0, 1))
        .hasMessageContaining("balanced: the data set must list its problems");
    assertThatThrownBy(() -> new Sorted(mixture, Optional.empty(), false).listed())
        .hasMessageContaining("sorted: the data set must list its problems");
  }

  /** A generator. */
  private record Endless() implements Dataset {
    @Override
    public Problem problem(long seed, long step, int index, int stride) {
      return Problem.of("e" + step + "/" + index, "?", "");
    }

    @Override
    public List<Problem> first(int count) {
      return IntStream.range(0, count).mapToObj(i -> problem(0, 0, i, count)).toList();
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.empty();
    }
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
        .hasMessage(
            "balanced: weights name a category without problems: no problem has level 'impossible'; there are [easy, hard, odd]");
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
        .hasMessageContaining("sorted: problem 'p0' has no attribute 'size'");
  }
}
