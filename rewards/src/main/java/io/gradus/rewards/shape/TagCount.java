package io.gradus.rewards.shape;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.List;

/**
 * A quarter for each of {@code <think>}, {@code </think>}, {@code <answer>}, {@code </answer>} that occurs exactly once
 * in the completion. This is open-r1's {@code tag_count_reward}, a format reward that also rewards a partly right
 * format. It does not judge the answer.
 */
@About("a quarter for each of the four tags that occurs exactly once")
public record TagCount(
    @Default("false") @About("a tag counts only on its own line, as in open-r1")
    boolean newlines,

    @Default("false") @About("the prompt ends with <think>, which then counts as present")
    boolean prefilledThink)
    implements Reward {
  private static final List<String> TAGS =
      List.of(Tags.THINK, Tags.END_THINK, Tags.ANSWER, Tags.END_ANSWER);
  private static final List<String> LINES =
      List.of("<think>\n", "\n</think>\n", "\n<answer>\n", "\n</answer>");

  @Override
  public Score score(Problem problem, Completion completion) {
    String text = prefilledThink
        ? (newlines ? "<think>\n" : Tags.THINK) + completion.text()
        : completion.text();
    List<String> once =
        (newlines ? LINES : TAGS).stream().filter(tag -> standsOnce(text, tag)).toList();
    return Score.unjudged(
        once.size() / 4.0,
        "exactly once: " + String.join(" ", once.stream().map(String::strip).toList()));
  }

  private static boolean standsOnce(String text, String tag) {
    int first = text.indexOf(tag);
    return first >= 0 && text.indexOf(tag, first + tag.length()) < 0;
  }
}
