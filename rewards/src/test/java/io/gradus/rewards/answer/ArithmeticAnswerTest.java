package io.gradus.rewards.answer;

import static io.gradus.rewards.Samples.gold;
import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.rewards.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticAnswerTest extends RewardContract {
  private final ArithmeticAnswer strict = new ArithmeticAnswer(false, false);

  @Override
  protected Reward reward() {
    return strict;
  }

  @Override
  protected Problem problem() {
    return gold("47");
  }

  private Score score(String gold, String completion) {
    return strict.score(gold(gold), Completion.ofText(completion));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "47|47",
        "47| 47 ",
        "47|47.0",
        "47|+47",
        "47|047",
        "-3|-3",
        "-3|−3",
        "0|-0",
        "1/3|1/3",
        "1/2|0.5",
        "0.5|1/2",
        "1234|1,234",
        "1234|$1,234",
        "12+35|47",
        "47|47.",
        "47|**47**",
      })
  void anEqualNumberIsCorrect(String gold, String answer) {
    Score score = score(gold, "<answer>" + answer + "</answer>");
    assertThat(score.verdict()).as(score.why()).isEqualTo(Verdict.CORRECT);
    assertThat(score.value()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "47|48",
        "47|-47",
        "1/3|0.3333333333333333333",
        "10000|10001",
        "50000000000000000|50000000000000001",
        "1|100",
        "50|0.5",
      })
  void aDifferentNumberIsWrong(String gold, String answer) {
    Score score = score(gold, "<answer>" + answer + "</answer>");
    assertThat(score.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(score.value()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"12+35", "94/2", "(47)", "47+0", "47/1"})
  void repeatingTheQuestionIsNoAnswer(String answer) {
    assertThat(score("47", "<answer>" + answer + "</answer>").verdict()).isEqualTo(Verdict.WRONG);
    assertThat(new ArithmeticAnswer(true, false)
            .score(gold("47"), Completion.ofText("<answer>" + answer + "</answer>"))
            .verdict())
        .isEqualTo(Verdict.CORRECT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "forty-seven",
        "47 or 48",
        "4 7",
        "47,",
        "1,23",
        "1e3",
        "٤٧",
        "４７",
        "0x2F",
        "1/0",
        "4 7/8 9"
      })
  void whatIsNoNumberNeverPasses(String answer) {
    assertThat(score("47", "<answer>" + answer + "</answer>").verdict())
        .isIn(Verdict.UNPARSEABLE, Verdict.WRONG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "47",
        "",
        "<answer></answer>",
        "<answer> </answer>",
        "<answer>47",
        "47</answer>",
        "</answer>47<answer>",
        "<think>it is <answer>47</answer>",
        "<think>a</think><think><answer>47</answer>",
        "<think><answer>47</answer></think>",
      })
  void withoutAWholeAnswerAfterTheThinkingThereIsNone(String completion) {
    assertThat(score("47", completion).verdict()).isEqualTo(Verdict.NO_ANSWER);
  }

  @Test
  void theLastWholeAnswerCounts() {
    assertThat(score("47", "<answer>46</answer> no: <answer>47</answer>").correct())
        .isTrue();
    assertThat(score("47", "<answer>47</answer> no: <answer>46</answer>").correct())
        .isFalse();
    assertThat(score("47", "<answer>47</answer> no: <answer>46").correct()).isTrue();
    assertThat(score("47", "<answer>46 <answer>47</answer></answer>").correct()).isTrue();
    assertThat(score("47", "<answer>47</answer></answer>").correct()).isTrue();
    assertThat(
            score("47", "<think><answer>46</answer></think><answer>47</answer>").correct())
        .isTrue();
  }

  @Test
  void aBudgetThatRunsOutBeforeTheAnswerIsTruncated() {
    assertThat(strict.score(gold("47"), Samples.truncated("<think>40 +")).verdict())
        .isEqualTo(Verdict.TRUNCATED);
    assertThat(strict.score(gold("47"), Samples.truncated("<answer>4")).verdict())
        .isEqualTo(Verdict.TRUNCATED);
    assertThat(strict
            .score(gold("47"), Samples.truncated("<answer>47</answer> and"))
            .verdict())
        .isEqualTo(Verdict.CORRECT);
  }

  @Test
  void aPrefilledThinkMustBeClosedBeforeTheAnswer() {
    ArithmeticAnswer prefilled = new ArithmeticAnswer(false, true);
    assertThat(prefilled
            .score(gold("47"), Completion.ofText("hm</think><answer>47</answer>"))
            .correct())
        .isTrue();
    assertThat(prefilled
            .score(gold("47"), Completion.ofText("hm<answer>47</answer>"))
            .verdict())
        .isEqualTo(Verdict.NO_ANSWER);
  }

  @Test
  void aGoldAnswerThatIsNoNumberIsAVerifierErrorAndSaysWhichProblem() {
    Score score = score("about 47", "<answer>47</answer>");
    assertThat(score.verdict()).isEqualTo(Verdict.VERIFIER_ERROR);
    assertThat(score.why()).contains("about 47", "p-1");
  }

  @Test
  void whySaysWhatWasCompared() {
    assertThat(score("1/2", "<answer>0.75</answer>").why())
        .isEqualTo("3/4 != 1/2 as exact rationals");
  }
}
