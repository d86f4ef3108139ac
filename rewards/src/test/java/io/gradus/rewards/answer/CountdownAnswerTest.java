package io.gradus.rewards.answer;

import static io.gradus.rewards.Samples.game;
import static io.gradus.rewards.Samples.gold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Score;
import io.gradus.core.SharedData;
import io.gradus.core.Verdict;
import io.gradus.rewards.Samples;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountdownAnswerTest extends RewardContract {
  private final CountdownAnswer strict = new CountdownAnswer(0, false);
  private final CountdownAnswer tinyZero = new CountdownAnswer(0.1, false);

  @Override
  protected Reward reward() {
    return strict;
  }

  @Override
  protected Problem problem() {
    return game("3,5,7", "26");
  }

  private Score score(String answer) {
    return tinyZero.score(problem(), Completion.ofText("<answer>" + answer + "</answer>"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3*7+5",
        "(3*7)+5",
        "5+7*3",
        " 5 + ( 7 * 3 ) ",
        "3\n*7\n+5",
        "3×7+5",
        "((3)*(7))+5",
        "5--3*7",
      })
  void anExpressionThatMakesTheTargetIsCorrect(String answer) {
    assertThat(score(answer).verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(score(answer).value()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "26, WRONG",
    "3*7+5+0, WRONG",
    "3*7, WRONG",
    "3*7+5+3-3, WRONG",
    "3*5+7, WRONG",
    "37-11, WRONG",
    "3*7+5=26, UNPARSEABLE",
    "3**7+5, UNPARSEABLE",
    "3*7//5, UNPARSEABLE",
    "3*7+5 or 5+3*7, UNPARSEABLE",
    "3.5*7, WRONG",
    "26+3.5-3.5+7-7, WRONG",
    "7/(3-3)+5, WRONG",
    "5/(7-3-4), WRONG",
    "9**9**9**9, UNPARSEABLE",
  })
  void anythingElseInTheTagsEarnsThePartialCreditAndNoMore(String answer, Verdict verdict) {
    Score partial = score(answer);
    assertThat(partial.verdict()).as(partial.why()).isEqualTo(verdict);
    assertThat(partial.value()).isEqualTo(0.1);
    assertThat(strict
            .score(problem(), Completion.ofText("<answer>" + answer + "</answer>"))
            .value())
        .isZero();
  }

  @Test
  void aDecimalDoesNotCountAsTwoNumbers() {
    // TinyZero compares runs of digits, so that 3.5 is 3 and 5.
    Score score = tinyZero.score(game("3,5,2", "7"), Completion.ofText("<answer>3.5*2</answer>"));
    assertThat(score.verdict()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void equalityIsExact() {
    // 1/3 differs from 333333/1000000 by less than TinyZero's 1e-5.
    assertThat(strict
            .score(
                game("333333,1000000", "1/3"), Completion.ofText("<answer>333333/1000000</answer>"))
            .verdict())
        .isEqualTo(Verdict.WRONG);
    assertThat(strict
            .score(game("8,8,3,3", "24"), Completion.ofText("<answer>8/(3-8/3)</answer>"))
            .correct())
        .isTrue();
  }

  @Test
  void divisionByZeroIsWrong() {
    Score score = tinyZero.score(game("5,4,4", "5"), Completion.ofText("<answer>5/(4-4)</answer>"));
    assertThat(score.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(score.why()).isEqualTo("it divides by zero");
  }

  @Test
  void anExampleOrATrialBeforeTheAnswerIsNotTheAnswer() {
    assertThat(strict
            .score(
                problem(),
                Completion.ofText(
                    "for example <answer> (1 + 2) / 3 </answer>\nAssistant: <think>no</think>\nSo\n<answer>\n3*7\n+5\n</answer>\nDone."))
            .correct())
        .isTrue();
    assertThat(strict
            .score(problem(), Completion.ofText("<think><answer>3*7+5</answer></think> done"))
            .verdict())
        .isEqualTo(Verdict.NO_ANSWER);
  }

  @Test
  void withoutAnAnswerThereIsNoPartialCredit() {
    assertThat(tinyZero.score(problem(), Completion.ofText("3*7+5")).value()).isZero();
    assertThat(
            tinyZero.score(problem(), Completion.ofText("<answer> </answer>")).value())
        .isZero();
    assertThat(tinyZero.score(problem(), Samples.truncated("<answer>3*7+5")).verdict())
        .isEqualTo(Verdict.TRUNCATED);
  }

  @Test
  void aProblemWithoutNumbersOrTargetIsAVerifierError() {
    Completion answer = Completion.ofText("<answer>3*7+5</answer>");
    assertThat(strict.score(gold("26"), answer).why()).contains("p-1", "'target'");
    assertThat(strict.score(gold("26"), answer).verdict()).isEqualTo(Verdict.VERIFIER_ERROR);
    assertThat(strict.score(game("3,five,7", "26"), answer).verdict())
        .isEqualTo(Verdict.VERIFIER_ERROR);
    assertThat(strict.score(game("3,5,7", "x"), answer).verdict())
        .isEqualTo(Verdict.VERIFIER_ERROR);
  }

  @Test
  void numbersAreReadWithCommasSpacesOrBrackets() {
    Completion answer = Completion.ofText("<answer>3*7+5</answer>");
    assertThat(strict.score(game("[3, 5, 7]", "26"), answer).correct()).isTrue();
    assertThat(strict.score(game("3 5 7", "26"), answer).correct()).isTrue();
  }

  @Test
  void partialCreditStaysBelowARightAnswer() {
    assertThatThrownBy(() -> new CountdownAnswer(1, false))
        .hasMessage("partial: must be in [0, 1), below the reward of a right answer, but is 1.0");
    assertThatThrownBy(() -> new CountdownAnswer(Double.NaN, false))
        .hasMessageContaining("partial");
  }

  @Test
  void everySolvablePublicProblemIsSolvedByItsSolutionAndNotByAnothersTarget() throws IOException {
    int solved = 0;
    for (String line :
        Files.readAllLines(SharedData.require("countdown/countdown_cd3_test.jsonl"))) {
      String[] quoted = line.split("\"", -1); // {"input": "30,100,93", "output": "23"}
      String numbers = quoted[3];
      int target = Integer.parseInt(quoted[7]);
      String solution = NumberGames.solve(numbers.split(","), target);
      if (solution.isEmpty()) {
        continue;
      }
      solved++;
      Completion answer = Completion.ofText("<answer>" + solution + "</answer>");
      assertThat(strict.score(game(numbers, quoted[7]), answer).correct())
          .as(solution)
          .isTrue();
      assertThat(strict.score(game(numbers, String.valueOf(target + 1)), answer).verdict())
          .isEqualTo(Verdict.WRONG);
    }
    assertThat(solved).isEqualTo(256);
  }
}
