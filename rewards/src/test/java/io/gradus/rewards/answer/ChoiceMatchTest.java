package io.gradus.rewards.answer;

import static io.gradus.rewards.Samples.gold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChoiceMatchTest extends RewardContract {
  private final ChoiceMatch reward = new ChoiceMatch(AnswerForm.ANY, 5, false);

  @Override
  protected Reward reward() {
    return reward;
  }

  @Override
  protected Problem problem() {
    return gold("B");
  }

  private Verdict verdict(String gold, String answer) {
    return reward
        .score(gold(gold), Completion.ofText("<answer>" + answer + "</answer>"))
        .verdict();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "B",
        "b",
        "(B)",
        "[B]",
        "B.",
        "B)",
        "B: the second",
        "(B) a dog",
        "**B**",
        "\\text{B}",
        "$\\textbf{(B)}\\ 12$",
        "\\boxed{B}",
        "(B) the one that Ann and Bob chose",
      })
  void namesTheGoldChoice(String answer) {
    assertThat(verdict("B", answer)).isEqualTo(Verdict.CORRECT);
    assertThat(verdict("(B)", answer)).isEqualTo(Verdict.CORRECT);
    assertThat(verdict("A", answer)).isEqualTo(Verdict.WRONG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"A, B", "(A) (B)", "(B) or (C)", "B/C", "A) and B)", "(B), not (A)", "A,B,C,D,E"})
  void namingTwoChoicesIsWrongWhicheverIsGold(String answer) {
    for (String gold : new String[] {"A", "B", "C"}) {
      assertThat(verdict(gold, answer)).isEqualTo(Verdict.WRONG);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Bob", "a dog", "B or C", "F", "2", "the second", "ABCDE", "()", "\u0412"})
  void whatNamesNoChoiceIsUnparseable(String answer) {
    assertThat(verdict("B", answer)).isEqualTo(Verdict.UNPARSEABLE);
  }

  @Test
  void aGoldAnswerThatNamesNoChoiceIsAVerifierError() {
    assertThat(verdict("F", "B")).isEqualTo(Verdict.VERIFIER_ERROR);
    assertThat(verdict("the dog", "B")).isEqualTo(Verdict.VERIFIER_ERROR);
  }

  @Test
  void refusesAnImpossibleNumberOfChoices() {
    assertThatThrownBy(() -> new ChoiceMatch(AnswerForm.ANY, 27, false))
        .hasMessage("choices: must be from 2 to 26, but is 27");
  }
}
