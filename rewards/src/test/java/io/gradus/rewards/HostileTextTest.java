package io.gradus.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Completion;
import io.gradus.core.FinishReason;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.rewards.answer.AnswerForm;
import io.gradus.rewards.answer.ArithmeticAnswer;
import io.gradus.rewards.answer.ChoiceMatch;
import io.gradus.rewards.answer.CountdownAnswer;
import io.gradus.rewards.answer.ExactMatch;
import io.gradus.rewards.answer.Game24Answer;
import io.gradus.rewards.answer.NumberAnswer;
import io.gradus.rewards.combine.Gate;
import io.gradus.rewards.combine.Sum;
import io.gradus.rewards.combine.Term;
import io.gradus.rewards.shape.Format;
import io.gradus.rewards.shape.LanguageConsistency;
import io.gradus.rewards.shape.Loop;
import io.gradus.rewards.shape.RegexMatch;
import io.gradus.rewards.shape.Repetition;
import io.gradus.rewards.shape.TagCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every reward that reads text, on texts that were made to break one: it must end, not throw, and say the same again.
 */
class HostileTextTest {
  private static final int LENGTH = 200_000;

  private static final Problem PROBLEM =
      new Problem("p", "?", "B", Optional.empty(), Map.of("numbers", "3, 5, 8", "target", "16"));

  private static List<Reward> rewards() {
    List<Reward> rewards = new ArrayList<>(List.of(
        new CountdownAnswer(0.1, false),
        new Game24Answer(0.0, true),
        new ArithmeticAnswer(true, false),
        new Format(true, false, false),
        new Format(false, true, true),
        new TagCount(false, false),
        new TagCount(true, true),
        new RegexMatch("(a+)+b", false),
        new RegexMatch("(?s)<think>(.*)*</think>\\s*<answer>(.|\n)*</answer>", true),
        new LanguageConsistency("en", Optional.empty()),
        new LanguageConsistency("zh", Optional.of(0.5)),
        new Repetition(3),
        new Loop(4, 32)));
    for (AnswerForm form : AnswerForm.values()) {
      rewards.add(new ExactMatch(form, true, false));
      rewards.add(new ChoiceMatch(form, 10, false));
      rewards.add(new NumberAnswer(form, false));
    }
    rewards.add(new Gate(
        new Format(true, false, false),
        new Sum(List.of(
            Term.of(1, new ExactMatch(AnswerForm.ANY, true, false)),
            Term.of(0.1, new TagCount(false, false)))),
        -1));
    return rewards;
  }

  private static List<String> texts() {
    List<String> texts = new ArrayList<>(
        List.of("", " ", "\u0000", "\ud800", "\udc00\ud800", "\u202e<answer>B</answer>"));
    for (String piece : new String[] {
      "<think>",
      "</think>",
      "<answer>",
      "</answer>",
      "<answer></answer>",
      "<think></think>",
      "<",
      "</",
      "#",
      "#### 1\n",
      "\\boxed{",
      "\\boxed{B}",
      "{",
      "}",
      "\\",
      "(",
      "((",
      ")",
      "-",
      "3+",
      "1/",
      "9",
      "9,",
      "a",
      "a ",
      "`",
      "$",
      "$$",
      "```",
      "\\(",
      "\\[",
      "B or ",
      "(B)",
      "[",
      ".",
      "\n",
      "\ud800",
      "\udc00",
      "\u200b",
      "\u202e",
      "\ufdfa",
      "é",
      "中",
      "x`y$z\\("
    }) {
      String many = piece.repeat(LENGTH / piece.length());
      texts.add(many);
      texts.add("<think>" + many + "</think><answer>" + many + "</answer>");
      texts.add("<think>t</think><answer>" + piece.repeat(400) + "</answer>");
    }
    return texts;
  }

  @Test
  @Timeout(120)
  void noTextBreaksARewardOrTakesItLong() {
    List<String> slow = new ArrayList<>();
    for (Reward reward : rewards()) {
      for (String text : texts()) {
        Completion completion =
            Samples.ofTokens(text, FinishReason.STOP, new int[Math.max(1, text.length() / 4)]);
        long start = System.nanoTime();
        Score score = reward.score(PROBLEM, completion);
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertThat(score.value()).isFinite();
        // What the policy writes is never the verifier's fault; the gold answer here is no number,
        // though.
        boolean numeric = reward instanceof NumberAnswer || reward instanceof ArithmeticAnswer;
        assertThat(score.verdict() == Verdict.VERIFIER_ERROR && !numeric).isFalse();
        if (millis > 1_000) {
          slow.add("%s: %d ms for %.20s".formatted(reward, millis, text));
        }
      }
    }
    assertThat(slow).isEmpty();
  }

  @Test
  void theSameTextGetsTheSameScore() {
    for (Reward reward : rewards()) {
      for (String text :
          new String[] {"<think>t</think><answer>B</answer>", "\\boxed{B}", "#### B", "(B) or (C)"
          }) {
        Completion completion = Samples.ofLength(text, 10);
        assertThat(reward.score(PROBLEM, completion)).isEqualTo(reward.score(PROBLEM, completion));
      }
    }
  }

  @Test
  void anAnswerThatShowsNothingIsNone() {
    for (String nothing : new String[] {"\u200b", "\u202e\u2066", "\u00a0", " \u00ad ", "\u0000"}) {
      Score tagged = new Format(true, false, false)
          .score(PROBLEM, Completion.ofText("<think>t</think><answer>" + nothing + "</answer>"));
      Score plain = new Format(false, false, false)
          .score(PROBLEM, Completion.ofText("<think>t</think>" + nothing));
      assertThat(tagged.value()).isZero();
      assertThat(plain.value()).isZero();
    }
  }
}
