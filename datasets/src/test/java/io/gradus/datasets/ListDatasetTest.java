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

class ListDatasetTest extends DatasetContract {
  @Override
  protected Dataset dataset() {
    return new ListDataset(problems(60));
  }

  @Override
  protected Optional<Dataset> heldOut() {
    return Optional.empty();
  }

  private static List<Problem> problems(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Problem.of("p" + i, "What is %d + 1?".formatted(i), "" + (i + 1)))
        .toList();
  }

  @Test
  void anEpochHoldsEachProblemOnceAndTheNextOneHasAnotherOrder() {
    List<Problem> problems = problems(12);
    Dataset dataset = new ListDataset(problems);
    List<Problem> first = epoch(dataset, 1);
    List<Problem> second = epoch(dataset, 4);
    assertThat(first).containsExactlyInAnyOrderElementsOf(problems);
    assertThat(second).containsExactlyInAnyOrderElementsOf(problems).isNotEqualTo(first);
    assertThat(dataset.listed()).isEqualTo(problems);
  }

  /** Three steps of four problems. */
  private static List<Problem> epoch(Dataset dataset, long firstStep) {
    return IntStream.range(0, 12)
        .mapToObj(i -> dataset.problem(9, firstStep + i / 4, i % 4, 4))
        .toList();
  }

  @Test
  void anEmptyListAndTwoProblemsOfOneIdAreRefused() {
    assertThatThrownBy(() -> new ListDataset(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("problems: there must be at least one");
    Problem once = Problem.of("sum-1", "1+1", "2");
    Problem again = Problem.of("sum-1", "1+2", "3");
    assertThatThrownBy(() -> new ListDataset(List.of(once, again)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'sum-1'");
  }
}
