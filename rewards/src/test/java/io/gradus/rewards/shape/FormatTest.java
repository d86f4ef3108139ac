package io.gradus.rewards.shape;

import static io.gradus.rewards.Samples.gold;
import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatTest extends RewardContract {
  private final Format r1 = new Format(true, false, false);
  private final Format trl = new Format(false, false, false);
  private final Format openR1 = new Format(true, true, false);

  @Override
  protected Reward reward() {
    return r1;
  }

  @Override
  protected Problem problem() {
    return gold("47");
  }

  private static double value(Format format, String text) {
    return format.score(gold("47"), Completion.ofText(text)).value();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<think>a</think><answer>b</answer>",
        "<think> a </think> <answer> b </answer>",
        "<think>\na\n</think>\n<answer>\nb\n</answer>",
        "\n <think></think><answer>b</answer>\n",
        "<think>a < b </thin <b>c</b></think><answer><x></answer>",
      })
  void keepsR1sFormat(String text) {
    assertThat(value(r1, text)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<think>a</think>",
        "<answer>b</answer>",
        "<think>a</think>b",
        "<think>a</think><answer>b",
        "<think>a<answer>b</answer>",
        "a</think><answer>b</answer>",
        "<answer>b</answer><think>a</think>",
        "<think>a<answer>b</answer></think>",
        "<think>a</think><answer>b</answer>c",
        "<think>a</think><answer>b</answer>\n<answer>b</answer>",
        "<think>a</think>c<answer>b</answer>",
        "c<think>a</think><answer>b</answer>",
        "<think><think>a</think></think><answer>b</answer>",
        "<think>a</think></think><answer>b</answer>",
        "<think>a</think><answer></answer>",
        "<think>a</think><answer> \n</answer>",
        "<THINK>a</THINK><ANSWER>b</ANSWER>",
      })
  void noticesWhatIsNotInR1sFormat(String text) {
    assertThat(value(r1, text)).isZero();
  }

  /** The cases of TRL's own test (tests/test_rewards.py, Apache-2.0), in other words. */
  @Test
  void agreesWithTrlWhereTheAnswerHasNoTag() {
    assertThat(value(trl, "<think>Why.</think>That.")).isEqualTo(1);
    assertThat(value(trl, "<think>\nWhy\nnot.\n</think>\nThat.")).isEqualTo(1);
    assertThat(value(trl, "<think>\nA <tag> of its own.</think>\nThat.")).isEqualTo(1);
    assertThat(value(trl, "<think></think>\nThat.")).isEqualTo(1);
    assertThat(value(trl, "<think>\nWhy.\nThat.")).isZero();
    assertThat(value(trl, "Why. That.")).isZero();
    assertThat(value(trl, "Why.</think>\nThat.")).isZero();
    assertThat(value(trl, "Oh<think>why.</think>\nThat.")).isZero();
    assertThat(value(trl, "<think>Why<think>not.</think></think>That.")).isZero();
    assertThat(value(trl, "<think>Why</think>\nnot\n<think>.</think>\nThat.")).isZero();
    assertThat(value(trl, "<think>Why.</think> ")).isZero();
  }

  @Test
  void agreesWithOpenR1OnLinesOfTheirOwnAndNotOnTrailingText() {
    String good = "<think>\nWhy.\n</think>\n<answer>\nThat.\n</answer>";
    assertThat(value(openR1, good)).isEqualTo(1);
    assertThat(value(openR1, "<think>\n\n</think>\n<answer>\nThat.\n</answer>")).isEqualTo(1);
    assertThat(value(openR1, "<think>\n</think>\n<answer>\nThat.\n</answer>")).isZero();
    assertThat(value(openR1, good.replace("\n<answer>", " <answer>"))).isZero();
    assertThat(value(openR1, good.replace("<think>\n", "<think>"))).isZero();
    assertThat(value(openR1, good.replace("\n</answer>", "</answer>"))).isZero();
    assertThat(value(openR1, " " + good)).isZero();
    assertThat(value(openR1, good + "\njunk that its MULTILINE lets through")).isZero();
  }

  @Test
  void aPrefilledThinkIsNotPartOfTheCompletion() {
    Format prefilled = new Format(true, false, true);
    assertThat(value(prefilled, "a</think><answer>b</answer>")).isEqualTo(1);
    assertThat(value(prefilled, "<think>a</think><answer>b</answer>")).isZero();
    Format lines = new Format(true, true, true);
    assertThat(value(lines, "a\n</think>\n<answer>\nb\n</answer>")).isEqualTo(1);
    assertThat(value(lines, "\na\n</think>\n<answer>\nb\n</answer>")).isEqualTo(1);
  }

  @Test
  void saysWhatIsWrongAndDoesNotJudgeTheAnswer() {
    Score score = r1.score(problem(), Completion.ofText("<think>a</think><answer>b</answer>c"));
    assertThat(score.verdict()).isEqualTo(Verdict.UNJUDGED);
    assertThat(score.why()).isEqualTo("there is text after </answer>");
  }
}
