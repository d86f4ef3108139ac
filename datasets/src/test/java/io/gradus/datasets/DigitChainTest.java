package io.gradus.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Dataset;
import io.gradus.core.DatasetContract;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DigitChainTest extends DatasetContract {

  @Override
  protected Dataset dataset() {
    return new DigitChain(7, Split.TRAIN, 0.5);
  }

  @Override
  protected Optional<Dataset> heldOut() {
    return Optional.of(new DigitChain(7, Split.TEST, 0.5));
  }

  @Override
  protected Object identity(Problem problem) {
    return problem.question();
  }

  private static List<Problem> stream(double further) {
    DigitChain chains = new DigitChain(7, Split.TRAIN, further);
    return IntStream.range(0, 4_000).mapToObj(i -> chains.problem(5, i, 0, 1)).toList();
  }

  private static Demonstration demonstration(Problem problem) {
    return problem.demonstration().orElseThrow();
  }

  /** Number of operations that a demonstration writes out. */
  private static long depth(Problem problem) {
    return demonstration(problem).reasoning().chars().filter(c -> c == '=').count();
  }

  /** The last digit of a chain, from left to right. */
  private static int value(String chain) {
    int value = chain.charAt(0) - '0';
    for (int at = 1; at < chain.length(); at += 2) {
      int operand = chain.charAt(at + 1) - '0';
      value = (chain.charAt(at) == '*' ? value * operand : value + operand) % 10;
    }
    return value;
  }

  @Test
  void theAttributeStepsHasAllOperationsAndADemonstrationBeginsLikeIt() {
    for (Problem problem : stream(0.5)) {
      String steps = Objects.requireNonNull(problem.attributes().get("steps"));
      assertThat(steps.split(";")).hasSize(6);
      assertThat(steps).startsWith(demonstration(problem).reasoning());
      assertThat(steps).endsWith("=" + problem.answer());
    }
  }

  @Test
  void everyDemonstrationIsRight() {
    for (Problem problem : stream(0.5)) {
      assertThat(problem.question()).matches("[0-9]([+][1-9]|[*][379]){6}");
      assertThat(problem.answer()).isEqualTo(Integer.toString(value(problem.question())));
      Demonstration shown = demonstration(problem);
      assertThat(shown.answer()).isEqualTo(problem.answer());
      if (!shown.reasoning().isEmpty()) {
        String[] operations = shown.reasoning().split(";");
        String before = problem.question().substring(0, 1);
        for (int i = 0; i < operations.length; i++) {
          assertThat(operations[i])
              .isEqualTo(before + problem.question().substring(2 * i + 1, 2 * i + 3) + "="
                  + value(operations[i].substring(0, 3)));
          before = operations[i].substring(4);
        }
      }
    }
  }

  @Test
  void eachFurtherOperationIsWrittenWithTheGivenChance() {
    for (double further : new double[] {0.2, 0.5, 0.9}) {
      List<Problem> problems = stream(further);
      for (int depth = 0; depth < 3; depth++) {
        int least = depth;
        double reached = problems.stream().filter(p -> depth(p) >= least).count();
        double more = problems.stream().filter(p -> depth(p) > least).count();
        assertThat(more / reached).isCloseTo(further, within(reached > 500 ? 0.05 : 0.12));
      }
    }
    assertThat(stream(0)).allMatch(p -> depth(p) == 0);
    assertThat(stream(1)).allMatch(p -> depth(p) == 6);
  }

  @Test
  void answersAreUniformSoNoneCanBeGuessed() {
    int[] counts = new int[10];
    stream(0).forEach(p -> counts[Integer.parseInt(p.answer())]++);
    assertThat(IntStream.of(counts).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(320, 480));
  }

  @Test
  void bothSidesTogetherHoldEveryChainOnce() {
    assertThat(new DigitChain(3, Split.TRAIN, 0.5).size().orElseThrow()
            + new DigitChain(3, Split.TEST, 0.5).size().orElseThrow())
        .isEqualTo(10 * 12 * 12);
    assertThat(dataset().size()).isEmpty();
  }

  @Test
  void refusesSettingsThatAllowNoChain() {
    assertThatThrownBy(() -> new DigitChain(1, Split.TRAIN, 0.5))
        .hasMessage("digits: must be 2 to 12, but is 1");
    assertThatThrownBy(() -> new DigitChain(7, Split.TRAIN, 1.5))
        .hasMessage("further: must be in [0, 1], but is 1.5");
  }
}
