package io.gradus.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every data set keeps: extend it with the data set, made anew at every call, and its held-out side if it has one.
 */
public abstract class DatasetContract {
  private static final int STRIDE = 8;

  /** A new instance of the data set under test, of equal settings. */
  protected abstract Dataset dataset();

  /** The held-out side of the same data set, where it has one. */
  protected abstract Optional<Dataset> heldOut();

  /** What is the same for two problems that are one to this data set. */
  protected Object identity(Problem problem) {
    return problem.question();
  }

  @Test
  void isAPureFunctionOfSeedStepAndIndex() {
    IntFunction<Problem> place = i -> dataset().problem(7, 1 + i / STRIDE, i % STRIDE, STRIDE);
    List<Problem> forwards = IntStream.range(0, 64).mapToObj(place).toList();
    Dataset one = dataset();
    for (int i = 63; i >= 0; i--) {
      assertThat(one.problem(7, 1 + i / STRIDE, i % STRIDE, STRIDE)).isEqualTo(forwards.get(i));
    }
  }

  @Test
  void givesTheSameProblemsToSeveralThreads() {
    Dataset shared = dataset();
    List<Problem> alone =
        IntStream.range(0, 200).mapToObj(i -> dataset().problem(3, i, 0, 1)).toList();
    assertThat(IntStream.range(0, 200)
            .parallel()
            .mapToObj(i -> shared.problem(3, i, 0, 1))
            .toList())
        .isEqualTo(alone);
  }

  @Test
  void seedStepAndIndexEachMakeADifference() {
    Dataset dataset = dataset();
    List<Problem> base =
        IntStream.range(0, 32).mapToObj(i -> dataset.problem(1, 1, i, 32)).toList();
    assertThat(new HashSet<>(base)).hasSizeGreaterThan(1);
    assertThat(
            IntStream.range(0, 32).mapToObj(i -> dataset.problem(2, 1, i, 32)).toList())
        .isNotEqualTo(base);
    assertThat(
            IntStream.range(0, 32).mapToObj(i -> dataset.problem(1, 2, i, 32)).toList())
        .isNotEqualTo(base);
  }

  @Test
  void theFirstProblemsAreDistinctAndTheSameEveryTime() {
    int count = (int) Math.min(50, dataset().size().orElse(50));
    List<Problem> first = dataset().first(count);
    assertThat(first).hasSize(count).isEqualTo(dataset().first(count));
    assertThat(first.stream().map(this::identity)).doesNotHaveDuplicates();
    assertThat(first.stream().map(Problem::id)).doesNotHaveDuplicates();
    assertThat(dataset().first(count / 2)).isEqualTo(first.subList(0, count / 2));
  }

  @Test
  void refusesToGiveMoreProblemsThanThereAre() {
    if (dataset().size().isPresent() && dataset().size().getAsLong() < 100_000) {
      int size = (int) dataset().size().getAsLong();
      assertThat(dataset().first(size)).hasSize(size);
      assertThatThrownBy(() -> dataset().first(size + 1))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("%,d".formatted(size));
    }
  }

  @Test
  void noHeldOutProblemIsEverTrainedOn() {
    heldOut().ifPresent(held -> {
      int count = (int) Math.min(500, held.size().orElse(500));
      Set<Object> test = new HashSet<>();
      held.first(count).forEach(p -> test.add(identity(p)));
      Dataset training = dataset();
      for (int i = 0; i < 5_000; i++) {
        assertThat(test).doesNotContain(identity(training.problem(i % 3, i, 0, 1)));
      }
    });
  }
}
