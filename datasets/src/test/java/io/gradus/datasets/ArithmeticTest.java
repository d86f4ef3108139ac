package io.gradus.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Dataset;
import io.gradus.core.DatasetContract;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticTest extends DatasetContract {

  @Override
  protected Dataset dataset() {
    return Arithmetic.defaults();
  }

  @Override
  protected Optional<Dataset> heldOut() {
    return Optional.of(new Arithmetic(2, Split.TEST, 0.45, 0.30, 0.25));
  }

  @Override
  protected Object identity(Problem problem) {
    return Arrays.stream(problem.question().split("\\+")).sorted().toList();
  }

  private static List<Problem> stream(Arithmetic dataset) {
    return IntStream.range(0, 4_000).mapToObj(i -> dataset.problem(5, i, 0, 1)).toList();
  }

  private static Demonstration demonstration(Problem problem) {
    return problem.demonstration().orElseThrow();
  }

  private static double right(List<Problem> problems) {
    return problems.stream()
        .mapToDouble(p -> demonstration(p).answer().equals(p.answer()) ? 1 : 0)
        .average()
        .orElseThrow();
  }

  @Test
  void bothSidesTogetherHoldEveryPairOnce() {
    long train = Arithmetic.defaults().size().orElseThrow();
    long test = heldOut().orElseThrow().size().orElseThrow();
    assertThat(train + test).isEqualTo(90 * 91 / 2);
    assertThat(test).isBetween(700L, 900L);
    System.out.printf("arithmetic: %d train, %d test%n", train, test);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6, 9})
  void answersAreSumsOfNumbersOfTheAskedLength(int digits) {
    Arithmetic dataset = new Arithmetic(digits, Split.TRAIN, 0, 0, 1);
    for (int i = 0; i < 200; i++) {
      Problem problem = dataset.problem(1, i, 0, 1);
      String[] numbers = problem.question().split("\\+");
      assertThat(numbers[0]).hasSize(digits);
      assertThat(numbers[1]).hasSize(digits);
      assertThat(Long.parseLong(problem.answer()))
          .isEqualTo(Long.parseLong(numbers[0]) + Long.parseLong(numbers[1]));
      assertThat(demonstration(problem).answer()).isEqualTo(problem.answer());
    }
  }

  @Test
  void carefulDemonstrationsAreAlwaysRightAndOthersSeldom() {
    List<Problem> guess = stream(new Arithmetic(2, Split.TRAIN, 1, 0, 0));
    List<Problem> noCarry = stream(new Arithmetic(2, Split.TRAIN, 0, 1, 0));
    List<Problem> careful = stream(new Arithmetic(2, Split.TRAIN, 0, 0, 1));
    System.out.printf(
        "arithmetic: right: guess %.3f, no-carry %.3f, careful %.3f, mixed %.3f%n",
        right(guess), right(noCarry), right(careful), right(stream(Arithmetic.defaults())));
    assertThat(right(careful)).isEqualTo(1);
    assertThat(right(guess)).isBetween(0.05, 0.15);
    assertThat(right(noCarry)).isBetween(0.20, 0.30);
    assertThat(right(stream(Arithmetic.defaults()))).isLessThan(0.42);
    assertThat(guess).allSatisfy(p -> assertThat(demonstration(p).reasoning()).isEmpty());
    assertThat(noCarry).allSatisfy(p -> assertThat(demonstration(p).reasoning()).hasSize(11));
    assertThat(careful).allSatisfy(p -> assertThat(demonstration(p).reasoning()).hasSize(17));
  }

  @Test
  void writesEachColumnWithTheIncomingCarry() {
    Problem problem = IntStream.range(0, 200_000)
        .mapToObj(i -> new Arithmetic(2, Split.TRAIN, 0, 0, 1).problem(1, i, 0, 1))
        .filter(p -> p.question().equals("48+85"))
        .findFirst()
        .orElseThrow();
    assertThat(demonstration(problem)).isEqualTo(new Demonstration("8+5+0=13;4+8+1=13", "133"));
  }

  @Test
  void anotherWriterPutsTheCarryFirst() {
    Arithmetic other = new Arithmetic(2, Split.TRAIN, 0, 0, 1, List.of(";"), true, 0);
    Arithmetic usual = new Arithmetic(2, Split.TRAIN, 0, 0, 1);
    for (int i = 0; i < 200; i++) {
      Demonstration moved = demonstration(other.problem(1, i, 0, 1));
      Demonstration demonstration = demonstration(usual.problem(1, i, 0, 1));
      assertThat(moved.answer()).isEqualTo(demonstration.answer());
      assertThat(moved.reasoning())
          .isEqualTo(
              demonstration.reasoning().replaceAll("(\\d)\\+(\\d)\\+(\\d)=", "$3+$1+$2="));
    }
  }

  @Test
  void idleWorkRepeatsTheLastStepAndChangesNoAnswer() {
    Arithmetic idle = new Arithmetic(2, Split.TRAIN, 0, 0.5, 0.5, List.of(";"), false, 0.5);
    Arithmetic usual = new Arithmetic(2, Split.TRAIN, 0, 0.5, 0.5);
    int longer = 0;
    for (int i = 0; i < 400; i++) {
      Demonstration repeated = demonstration(idle.problem(1, i, 0, 1));
      Demonstration demonstration = demonstration(usual.problem(1, i, 0, 1));
      assertThat(repeated.answer()).isEqualTo(demonstration.answer());
      String more = repeated.reasoning().substring(demonstration.reasoning().length());
      String step = demonstration.reasoning().replaceAll(".*;", ";");
      assertThat(more).isEqualTo(step.repeat(more.length() / step.length()));
      longer += more.isEmpty() ? 0 : 1;
    }
    assertThat(longer).isBetween(70, 130);
  }

  @Test
  void questionAndAnswerHaveFewCharacters() {
    assertThat(stream(Arithmetic.defaults()))
        .allSatisfy(p -> assertThat(
                p.question() + demonstration(p).reasoning() + demonstration(p).answer())
            .matches("[0-9+=;]+"));
  }

  @Test
  void refusesSharesThatDoNotSumToOne() {
    assertThatThrownBy(() -> new Arithmetic(2, Split.TRAIN, 0.5, 0.3, 0.25))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("guess: guess + no-carry + careful must be 1");
    assertThatThrownBy(() -> new Arithmetic(2, Split.TRAIN, 0.5, -0.3, 0.8))
        .hasMessage("no-carry: must be in [0, 1], but is -0.3");
    assertThatThrownBy(() -> new Arithmetic(0, Split.TRAIN, 0.45, 0.3, 0.25))
        .hasMessage("digits: must be 1 to 9, but is 0");
  }
}
