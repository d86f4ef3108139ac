package io.gradus.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinibatchTest {

  @ParameterizedTest
  @CsvSource({
    "1,4",
    "7,4",
    "24,1",
    "24,5",
    "24,8",
    "24,23",
    "24,24",
    "24,100",
    "33,32",
    "24,2147483647"
  })
  void shufflingPutsEveryExperienceIntoExactlyOneMinibatch(int count, int size) {
    List<Experience> all = experiences(count);

    List<Minibatch> minibatches = Minibatch.shuffled(all, size, 17, 3, 1);

    List<Experience> dealt =
        minibatches.stream().flatMap(m -> m.experiences().stream()).toList();
    assertThat(dealt).hasSameSizeAs(all);
    assertThat(new HashSet<>(dealt)).isEqualTo(new HashSet<>(all));
    List<Integer> sizes = minibatches.stream().map(Minibatch::size).toList();
    assertThat(sizes).allMatch(s -> s <= size);
    int spread = sizes.stream().max(Comparator.naturalOrder()).orElseThrow()
        - sizes.stream().min(Comparator.naturalOrder()).orElseThrow();
    assertThat(spread).isLessThanOrEqualTo(1);
  }

  @Test
  void membersOfAGroupStandTogetherInTheirOrder() {
    List<Experience> all = experiences(64);

    for (Minibatch minibatch : Minibatch.shuffled(all, 24, 17, 3, 2)) {
      List<Integer> places = minibatch.experiences().stream().map(all::indexOf).toList();
      assertThat(places).isSorted();
    }
  }

  @Test
  void oneMinibatchKeepsTheOrder() {
    List<Experience> all = experiences(8);

    assertThat(Minibatch.shuffled(all, 8, 17, 3, 1)).containsExactly(new Minibatch(all));
  }

  @Test
  void seedStepAndEpochDecideTheDeal() {
    List<Experience> all = experiences(64);
    List<Minibatch> once = Minibatch.shuffled(all, 16, 17, 3, 1);

    assertThat(Minibatch.shuffled(all, 16, 17, 3, 1)).isEqualTo(once);
    assertThat(Minibatch.shuffled(all, 16, 18, 3, 1)).isNotEqualTo(once);
    assertThat(Minibatch.shuffled(all, 16, 17, 4, 1)).isNotEqualTo(once);
    assertThat(Minibatch.shuffled(all, 16, 17, 3, 2)).isNotEqualTo(once);
  }

  @Test
  void everyExperienceIsAsLikelyInTheFirstMinibatch() {
    List<Experience> all = experiences(10);
    int[] first = new int[10];
    int steps = 4_000;
    for (int step = 1; step <= steps; step++) {
      for (Experience e : Minibatch.shuffled(all, 5, 17, step, 1).get(0).experiences()) {
        first[all.indexOf(e)]++;
      }
    }

    // Half of 4,000, give or take five standard deviations of 32.
    assertThat(Arrays.stream(first).boxed()).allMatch(n -> Math.abs(n - steps / 2) < 160);
  }

  @Test
  void maskedExperiencesAreLeftOut() {
    List<Experience> all = new ArrayList<>(experiences(6));
    Experience e = all.get(2);
    all.set(
        2, Fakes.experience(e.scored().group(), e.index(), Score.verifierError("broken"), 0, true));

    List<Minibatch> minibatches = Minibatch.shuffled(all, 100, 17, 3, 1);

    assertThat(minibatches).hasSize(1);
    assertThat(minibatches.get(0).experiences()).hasSize(5).noneMatch(Experience::masked);
    assertThat(Minibatch.shuffled(List.of(all.get(2)), 4, 17, 3, 1)).isEmpty();
  }

  @Test
  void aMinibatchOfNothingIsRefused() {
    assertThatThrownBy(() -> Minibatch.shuffled(experiences(2), 0, 17, 3, 1))
        .hasMessage("minibatch: must be at least 1, but is 0");
  }

  private static List<Experience> experiences(int count) {
    List<Experience> all = new ArrayList<>();
    for (int g = 0; all.size() < count; g++) {
      int size = Math.min(8, count - all.size());
      List<Completion> completions =
          IntStream.range(0, size).mapToObj(i -> Completion.ofText("c" + i)).toList();
      Group group = new Group(Problem.of("p" + g, "?", ""), completions);
      IntStream.range(0, size)
          .forEach(i -> all.add(Fakes.experience(group, i, Score.unjudged(i, ""), i, false)));
    }
    return all;
  }
}
