package io.gradus.rewards.answer;

import static io.gradus.rewards.Samples.gold;
import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactMatchTest extends RewardContract {

  @Override
  protected Reward reward() {
    return new ExactMatch(AnswerForm.TEXT, true, false);
  }

  @Override
  protected Problem problem() {
    return gold("Paris");
  }

  private static Verdict verdict(boolean ignoreCase, String gold, String answer) {
    return new ExactMatch(AnswerForm.ANSWER_TAG, ignoreCase, false)
        .score(gold(gold), Completion.ofText("<answer>" + answer + "</answer>"))
        .verdict();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Paris|Paris",
        "Paris|paris.",
        "New York|' new   york '",
        "Straße|STRASSE",
        "valid|ｖａｌｉｄ",
        "Paris|Pa\u200bris",
        "éa|e\u0301a",
        "(A)|(a)",
      })
  void spellingsOfTheSameTextAreCorrect(String gold, String answer) {
    assertThat(verdict(true, gold, answer)).isEqualTo(Verdict.CORRECT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Paris|Paris or London",
        "Paris|Pari",
        "yes|no",
        "1|l",
        "Paris|\u0420aris",
        "valid|invalid",
      })
  void aDifferentTextIsWrong(String gold, String answer) {
    assertThat(verdict(true, gold, answer)).isEqualTo(Verdict.WRONG);
  }

  @Test
  void caseCountsWhereItIsAskedFor() {
    assertThat(verdict(false, "Paris", "paris")).isEqualTo(Verdict.WRONG);
    assertThat(verdict(false, "Paris", "Paris.")).isEqualTo(Verdict.CORRECT);
  }

  @Test
  void theWholeTextAfterTheThinkingMayBeTheAnswer() {
    assertThat(reward()
            .score(problem(), Completion.ofText("<think>hm</think>\nParis\n"))
            .verdict())
        .isEqualTo(Verdict.CORRECT);
    assertThat(
            reward().score(problem(), Completion.ofText("<think>hm</think> ")).verdict())
        .isEqualTo(Verdict.NO_ANSWER);
  }

  @Test
  void anEmptyAnswerNeverMatchesAndAnEmptyGoldIsAVerifierError() {
    assertThat(verdict(true, "Paris", "")).isEqualTo(Verdict.NO_ANSWER);
    assertThat(verdict(true, "Paris", ".")).isEqualTo(Verdict.WRONG);
    assertThat(verdict(true, " ", "")).isEqualTo(Verdict.VERIFIER_ERROR);
  }
}
