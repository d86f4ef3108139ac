package io.gradus.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Dataset;
import io.gradus.core.DatasetContract;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

public class CountdownTest extends DatasetContract {

  public static Countdown countdown(
      int numbers, String operators, Split split, double one, double two, double search) {
    return new Countdown(
        numbers,
        1,
        100,
        100,
        operators,
        CountdownStyle.PADDED,
        split,
        Optional.empty(),
        CountdownNotation.REVERSED,
        one,
        two,
        search,
        8);
  }

  @Override
  protected Dataset dataset() {
    return Countdown.defaults();
  }

  @Override
  protected Optional<Dataset> heldOut() {
    return Optional.of(countdown(3, "+-*/", Split.TEST, 0.6, 0.24, 0.16));
  }

  @Override
  protected Object identity(Problem problem) {
    return CountdownKey.of(problem.attributes());
  }

  private static List<Problem> stream(Countdown dataset, int count) {
    return IntStream.range(0, count).mapToObj(i -> dataset.problem(5, i, 0, 1)).toList();
  }

  private static Demonstration demonstration(Problem problem) {
    return problem.demonstration().orElseThrow();
  }

  private static int target(Problem problem) {
    return Integer.parseInt(problem.attributes().getOrDefault("target", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"+-", "+-*/", "*-", "-"})
  void everyProblemIsSolvedByItsAnswer(String operators) {
    for (int numbers = 3; numbers <= 4; numbers++) {
      for (Problem p : stream(countdown(numbers, operators, Split.TRAIN, 0, 0, 1), 300)) {
        Expression answer = Expression.of(p.answer());
        assertThat(answer.value()).as(p.answer()).isEqualTo(target(p));
        assertThat(answer.numbers())
            .isEqualTo(Arrays.stream(p.attributes().getOrDefault("numbers", "").split(","))
                .map(Integer::valueOf)
                .sorted()
                .toList());
        assertThat(target(p)).isBetween(1, 100);
      }
    }
  }

  @Test
  void aSearchEndsWithTheSolutionAndMarksOnlyIt() {
    for (Problem p : stream(countdown(3, "+-*/", Split.TRAIN, 0, 0, 1), 500)) {
      String reasoning = demonstration(p).reasoning();
      assertThat(reasoning).endsWith("!").doesNotContain("! ");
      assertThat(Expression.of(demonstration(p).answer()).value()).isEqualTo(target(p));
      assertThat(reasoning.split(" ")).hasSizeLessThanOrEqualTo(8).doesNotHaveDuplicates();
    }
  }

  @Test
  void theAnswerIsTheExpressionTriedLastEvenIfWrong() {
    for (Problem p : stream(countdown(3, "+-*/", Split.TRAIN, 0.5, 0.5, 0), 500)) {
      String reasoning = demonstration(p).reasoning();
      String last = reasoning.substring(reasoning.lastIndexOf('=') + 1, reasoning.length() - 1);
      long value = Expression.of(demonstration(p).answer()).value();
      assertThat(Long.parseLong(new StringBuilder(last).reverse().toString())).isEqualTo(value);
      assertThat(reasoning.endsWith("!")).isEqualTo(value == target(p));
      assertThat(reasoning.split(" ")).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void threeNumbersWithPlusAndMinusHaveAtMostFourTries() {
    assertThat(CountdownTry.all(List.of(30, 100, 93), "+-", 999))
        .extracting(CountdownTry::expression)
        .containsExactly("(30+100)+93", "(30+100)-93", "(100-30)+93", "93-(100-30)");
  }

  @Test
  void writesTriesInBothNotations() {
    CountdownTry attempt = CountdownTry.all(List.of(93, 30, 100), "+-", 999).stream()
        .filter(t -> t.value() == 23)
        .findFirst()
        .orElseThrow();
    assertThat(CountdownNotation.REVERSED.write(attempt, 23, 3))
        .isEqualTo("390+030=321;321-001=320!");
    assertThat(CountdownNotation.PLAIN.write(attempt, 24, 3)).isEqualTo("093+030=123;123-100=023?");
  }

  @ParameterizedTest
  @EnumSource
  void asksInEachStyle(CountdownStyle style) {
    assertThat(style.question(List.of(3, 100, 93), 23, "+-"))
        .isEqualTo(
            switch (style) {
              case PADDED -> "003,100,093:023";
              case COMPACT -> "3,100,93:23";
              case WORDS ->
                "Make 23 from the numbers 3, 100, 93. Use each of them exactly once, with + - and parentheses. Answer with the expression alone.";
            });
  }

  @Test
  void reportsLengthAndAccuracyOfEachHabit() {
    for (String operators : List.of("+-", "+-*/")) {
      double previous = 0;
      double[][] habits = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
      for (double[] habit : habits) {
        List<Problem> problems =
            stream(countdown(3, operators, Split.TRAIN, habit[0], habit[1], habit[2]), 2_000);
        double right = problems.stream()
            .mapToDouble(p -> demonstration(p).reasoning().endsWith("!") ? 1 : 0)
            .average()
            .orElseThrow();
        int[] lengths = problems.stream()
            .mapToInt(p -> demonstration(p).reasoning().length())
            .sorted()
            .toArray();
        System.out.printf(
            "countdown %s %s: right %.3f, characters min %d mean %.0f p95 %d max %d%n",
            operators,
            Arrays.toString(habit),
            right,
            lengths[0],
            Arrays.stream(lengths).average().orElseThrow(),
            lengths[1900],
            lengths[1999]);
        assertThat(right).isGreaterThan(previous + 0.1);
        assertThat(lengths[1999]).isLessThanOrEqualTo(8 * 33);
        previous = right;
      }
      assertThat(previous).isEqualTo(1);
    }
  }

  @Test
  void questionAndAnswerHaveFewCharacters() {
    for (Problem p : stream(Countdown.defaults(), 2_000)) {
      assertThat(p.question() + demonstration(p).reasoning() + demonstration(p).answer())
          .matches("[0-9,:+*/()=;?! -]+");
    }
  }

  @Test
  void allFaultsAreReportedAtOnce() {
    assertThatThrownBy(() -> new Countdown(
            5,
            -1,
            1000,
            0,
            "+%",
            CountdownStyle.PADDED,
            Split.TRAIN,
            Optional.empty(),
            CountdownNotation.REVERSED,
            1,
            0,
            0,
            0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("numbers: must be 3 or 4, but is 5\n")
        .hasMessageContainingAll(
            "min: must", "max: must", "target-max: must", "operators: must", "max-tries: must");
  }

  @Test
  void settingsWithoutProblemsAreRefused() {
    Countdown impossible = new Countdown(
        3,
        900,
        999,
        1,
        "+",
        CountdownStyle.PADDED,
        Split.TRAIN,
        Optional.empty(),
        CountdownNotation.REVERSED,
        1,
        0,
        0,
        8);
    assertThatThrownBy(() -> impossible.problem(1, 1, 0, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("widen target-max");
  }
}
