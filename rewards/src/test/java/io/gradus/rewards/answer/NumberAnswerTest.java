package io.gradus.rewards.answer;

import static io.gradus.rewards.Samples.gold;
import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Score;
import io.gradus.core.SharedData;
import io.gradus.core.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberAnswerTest extends RewardContract {

  @Override
  protected Reward reward() {
    return new NumberAnswer(AnswerForm.ANY, false);
  }

  @Override
  protected Problem problem() {
    return gold("1234");
  }

  private static Score score(AnswerForm form, String gold, String completion) {
    return new NumberAnswer(form, false).score(gold(gold), Completion.ofText(completion));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HASH|18|So she makes 18.¶#### 18",
        "HASH|18|#### 17¶#### $18.00¶the end",
        "HASH|18|#### 18 dollars",
        "HASH|1234|####1,234",
        "HASH|1,234,567|#### 1234567.000",
        "HASH|-5|#### -5",
        "HASH|0.5|#### .5",
        "HASH|20|#### 20%",
        "BOXED|18|so \\boxed{18}",
        "BOXED|18|\\boxed{17} no, \\boxed{18}.",
        "BOXED|18|\\boxed{\\boxed{18}}",
        "BOXED|18|stray } and { then \\boxed{ 18 }",
        "BOXED|18|\\boxed {18}",
        "BOXED|18|\\fbox{18}",
        "BOXED|18|\\boxed{18\\text{}} \\boxed{18} \\boxed{19",
        "BOXED|3/4|$\\boxed{\\frac{3}{4}}$",
        "BOXED|0.75|\\boxed{\\dfrac{6}{8}}",
        "BOXED|18|\\boxed{$18$}",
        "ANSWER_TAG|18|<answer>18</answer>",
        "ANY|18|<answer>\\boxed{18}</answer>",
        "ANY|18|<answer>18</answer>",
        "ANY|18|\\boxed{18}",
        "ANY|18|#### 18",
        "ANY|18|#### 17 \\boxed{18}",
        "ANY|18|<think>\\boxed{17}</think> \\boxed{18}",
      })
  void readsTheLastAnswerOfItsForm(AnswerForm form, String gold, String completion) {
    Score score = score(form, gold, completion.replace('¶', '\n'));
    assertThat(score.verdict()).as(score.why()).isEqualTo(Verdict.CORRECT);
    assertThat(score.value()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HASH|18|#### 19|WRONG",
        "HASH|18|#### 18 19|UNPARSEABLE",
        "HASH|18|#### 9+9|UNPARSEABLE",
        "HASH|18|#### eighteen|UNPARSEABLE",
        "HASH|18|#### 1,8|UNPARSEABLE",
        "HASH|18|\\boxed{18}|NO_ANSWER",
        "HASH|18|####|NO_ANSWER",
        "HASH|18|<think>#### 18|NO_ANSWER",
        "HASH|10000|#### 10001|WRONG",
        "HASH|50|#### 0.5|WRONG",
        "BOXED|18|\\boxed{18|NO_ANSWER",
        "BOXED|18|\\boxed{}|NO_ANSWER",
        "BOXED|18|unboxed{18}|NO_ANSWER",
        "BOXED|18|\\boxed{18} or \\boxed{19}|WRONG",
        "BOXED|1840|\\boxed{18} \\boxed{40}|WRONG",
        "BOXED|0|\\boxed{\\frac{0}{0}}|UNPARSEABLE",
        "BOXED|1|\\boxed{\\frac{1}{2}{1}}|UNPARSEABLE",
        "BOXED|18|<think>\\boxed{18}</think>|NO_ANSWER",
        "ANY|18|<answer></answer> \\boxed{18}|NO_ANSWER",
        "ANY|18|18|NO_ANSWER",
      })
  void refusesEverythingElse(AnswerForm form, String gold, String completion, Verdict verdict) {
    Score score = score(form, gold, completion);
    assertThat(score.verdict()).as(score.why()).isEqualTo(verdict);
    assertThat(score.value()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "many", "1+1", "3 4"})
  void aGoldAnswerThatIsNoNumberIsAVerifierError(String gold) {
    assertThat(score(AnswerForm.ANY, gold, "#### 18").verdict()).isEqualTo(Verdict.VERIFIER_ERROR);
  }

  @Test
  void longAnswersAreNotRead() {
    assertThat(score(AnswerForm.HASH, "1", "#### " + "1".repeat(201)).verdict())
        .isEqualTo(Verdict.UNPARSEABLE);
    Score score = score(AnswerForm.HASH, "1", "#### " + "1".repeat(5_000));
    assertThat(score.verdict()).isEqualTo(Verdict.UNPARSEABLE);
    assertThat(score.extracted()).hasSize(100);
  }

  @Test
  void everyReferenceSolutionOfGsm8kIsRightAndNoOtherNumberIs() throws IOException {
    NumberAnswer hash = new NumberAnswer(AnswerForm.HASH, false);
    for (String file : List.of("gsm8k/test.jsonl", "gsm8k/train.jsonl")) {
      for (String line : Files.readAllLines(SharedData.require(file))) {
        String solution = line.substring(line.indexOf("\"answer\":"), line.lastIndexOf('"'));
        String gold = solution.substring(solution.lastIndexOf("#### ") + 5);
        assertThat(hash.score(gold(gold), Completion.ofText(solution)).correct())
            .as(line)
            .isTrue();
        assertThat(hash.score(gold(gold), Completion.ofText(solution + "1")).correct())
            .as(line)
            .isFalse();
      }
    }
  }
}
