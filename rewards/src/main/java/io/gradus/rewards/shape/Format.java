package io.gradus.rewards.shape;

import static io.gradus.rewards.shape.Tags.ANSWER;
import static io.gradus.rewards.shape.Tags.END_ANSWER;
import static io.gradus.rewards.shape.Tags.END_THINK;
import static io.gradus.rewards.shape.Tags.THINK;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.rewards.shape.Tags.Found;
import java.util.List;
import java.util.Optional;

/**
 * 1 if the completion has R1-Zero's form, {@code <think>...</think> <answer>...</answer>}, otherwise 0
 * (arXiv:2501.12948, section 2.2.2). Each tag occurs exactly once and in order, the answer is not empty, and only
 * spaces surround it. The check is one forward scan, without a regular expression. It does not judge the answer.
 *
 * <p>{@code answer: false} is TRL's {@code think_format_reward}: the answer is the text after {@code </think>}, without
 * a tag. {@code newlines: true} is open-r1's {@code format_reward}: each tag on its own line, without surrounding
 * spaces. This reward is stricter than those of TRL and open-r1: text after {@code </answer>}, a second {@code
 * </think>} and an empty answer are refused.
 *
 * @param prefilledThink whether the prompt ends with {@code <think>}, which is then not part of the completion
 */
@About("1 if the completion is <think>...</think> <answer>...</answer>, else 0")
public record Format(
    @Default("true") @About("the answer is in <answer>; false: it is the text after </think>")
    boolean answer,

    @Default("false") @About("each tag on its own line, as in open-r1")
    boolean newlines,

    @Default("false")
    @About("the prompt ends with <think>, so the completion does not begin with it")
    boolean prefilledThink)
    implements Reward {
  private static final List<String> THINK_ONLY = List.of(THINK, END_THINK);
  private static final List<String> ALL = List.of(THINK, END_THINK, ANSWER, END_ANSWER);

  @Override
  public Score score(Problem problem, Completion completion) {
    return fault(completion.text())
        .map(fault -> Score.unjudged(0, fault))
        .orElseGet(() -> Score.unjudged(1, "the format is kept"));
  }

  /** Returns the first fault of a text. */
  private Optional<String> fault(String completion) {
    String text = prefilledThink ? THINK + completion : completion;
    List<String> wanted = answer ? ALL : THINK_ONLY;
    List<Found> tags = Tags.in(text, wanted, wanted.size() + 1);
    for (int i = 0; i < wanted.size(); i++) {
      if (i == tags.size() || !tags.get(i).tag().equals(wanted.get(i))) {
        return Optional.of("%s is missing, or a tag comes too early".formatted(wanted.get(i)));
      }
    }
    if (tags.size() > wanted.size()) {
      return Optional.of(
          "%s is one tag too many".formatted(tags.get(wanted.size()).tag()));
    }
    int open = tags.get(0).start();
    int thought = tags.get(1).end();
    if (!text.substring(0, open).isBlank() || (newlines && open > 0)) {
      return Optional.of("there is text before <think>");
    }
    if (newlines
        && !ownLines(text.substring(tags.get(0).end(), tags.get(1).start()), prefilledThink)) {
      return Optional.of("<think> and </think> are not on their own lines");
    }
    if (!answer) {
      return showsNothing(text.substring(thought))
          ? Optional.of("there is no answer after </think>")
          : Optional.empty();
    }
    String between = text.substring(thought, tags.get(2).start());
    if (newlines ? !between.equals("\n") : !between.isBlank()) {
      return Optional.of(
          newlines
              ? "</think> and <answer> are not on consecutive lines"
              : "there is text between </think> and <answer>");
    }
    String answered = text.substring(tags.get(2).end(), tags.get(3).start());
    if (newlines && !ownLines(answered, false)) {
      return Optional.of("<answer> and </answer> are not on their own lines");
    }
    if (showsNothing(answered)) {
      return Optional.of("the answer is empty");
    }
    return text.substring(tags.get(3).end()).isBlank()
        ? Optional.empty()
        : Optional.of("there is text after </answer>");
  }

  /** Returns whether a text is invisible: only spaces and characters without a width. */
  private static boolean showsNothing(String text) {
    return text.codePoints()
        .allMatch(c -> Character.isWhitespace(c)
            || Character.isSpaceChar(c)
            || Character.getType(c) == Character.FORMAT
            || Character.getType(c) == Character.CONTROL);
  }

  /**
   * Returns whether both tags around a content are on their own lines; the break after a prefilled tag may be the
   * prompt's.
   */
  private static boolean ownLines(String content, boolean openedByPrompt) {
    return content.endsWith("\n")
        && (openedByPrompt || (content.length() >= 2 && content.startsWith("\n")));
  }
}
