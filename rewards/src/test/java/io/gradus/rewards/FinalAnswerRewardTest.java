package io.gradus.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Completion;
import io.gradus.core.FinalAnswerReward;
import io.gradus.core.Problem;
import io.gradus.core.Verdict;
import io.gradus.rewards.answer.AnswerForm;
import io.gradus.rewards.answer.ArithmeticAnswer;
import io.gradus.rewards.answer.ChoiceMatch;
import io.gradus.rewards.answer.CountdownAnswer;
import io.gradus.rewards.answer.ExactMatch;
import io.gradus.rewards.answer.Game24Answer;
import io.gradus.rewards.answer.NumberAnswer;
import io.gradus.rewards.math.MathAnswer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A final answer alone gets the verdict that it would get in a completion of the right form. */
class FinalAnswerRewardTest {
  private record Case(FinalAnswerReward reward, Problem problem, String right, String wrong) {}

  private static final List<Case> CASES = List.of(
      new Case(MathAnswer.defaults(), Samples.gold("\\frac12"), "0.5", "0.25"),
      new Case(new ArithmeticAnswer(false, true), Samples.gold("47"), "47", "40+7"),
      new Case(new NumberAnswer(AnswerForm.HASH, true), Samples.gold("1234"), "1,234", "1235"),
      new Case(
          new ExactMatch(AnswerForm.BOXED, true, true), Samples.gold("Paris"), "paris.", "Pari"),
      new Case(new ChoiceMatch(AnswerForm.BOXED, 4, true), Samples.gold("B"), "(B) text", "C"),
      new Case(new CountdownAnswer(0.1, true), Samples.game("3,5,7", "15"), "3+5+7", "3+5"),
      new Case(new Game24Answer(0, true), Samples.game("4 6 1 1", "24"), "4*6*1*1", "4*6"));

  @Test
  void aRightAnswerIsCorrectAndAnotherIsNot() {
    for (Case c : CASES) {
      assertThat(c.reward().scoreAnswer(c.problem(), c.right()))
          .as(c.toString())
          .matches(score -> score.correct() && score.value() == 1)
          .matches(score -> score.extracted().equals(c.right()));
      assertThat(c.reward().scoreAnswer(c.problem(), c.wrong()).verdict())
          .as(c.toString())
          .isEqualTo(Verdict.WRONG);
    }
  }

  @Test
  void aBlankAnswerIsNoneAndAnyTextGetsAVerdict() {
    for (Case c : CASES) {
      assertThat(c.reward().scoreAnswer(c.problem(), " ").verdict())
          .as(c.toString())
          .isEqualTo(Verdict.NO_ANSWER);
      for (String text :
          Arrays.asList("}{", "\\boxed{", "\ud800", "<think>", "9".repeat(100_000))) {
        assertThat(c.reward().scoreAnswer(c.problem(), text).verdict())
            .as(c + " " + text.length())
            .isNotIn(Verdict.CORRECT, Verdict.VERIFIER_ERROR);
      }
    }
  }

  @Test
  void aCompletionIsNotTakenForAnAnswer() {
    for (Case c : CASES) {
      assertThat(c.reward().score(c.problem(), Completion.ofText(c.right())).correct())
          .as(c.toString())
          .isFalse();
    }
  }
}
