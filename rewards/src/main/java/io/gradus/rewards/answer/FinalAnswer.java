package io.gradus.rewards.answer;

import io.gradus.core.Completion;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import java.util.Optional;
import java.util.function.Function;

/** Reader of a completion's final answer, which follows the thinking. */
final class FinalAnswer {
  /** Largest length of an answer, far above the gold answers of known benchmarks. */
  static final int MAX_LENGTH = 4_000;

  private static final String THINK = "<think>";
  private static final String END_THINK = "</think>";

  private FinalAnswer() {}

  /**
   * Judges the final answer, or explains why it is missing.
   *
   * @param prefilledThink whether the prompt ends inside {@code <think>}, so that {@code </think>} must precede an
   *     answer
   */
  static Score judge(
      Completion completion,
      AnswerForm form,
      boolean prefilledThink,
      Function<String, Score> judgement) {
    Optional<String> text = afterThinking(completion.text(), prefilledThink);
    Optional<String> answer = text.flatMap(form::last);
    if (answer.isPresent()) {
      return answer.get().length() > MAX_LENGTH
          ? Score.of(
              0,
              Verdict.UNPARSEABLE,
              answer.get().substring(0, 100),
              "the answer has more than %d characters".formatted(MAX_LENGTH))
          : judgement.apply(answer.get());
    }
    String why = text.isEmpty()
        ? "the thinking is never closed with </think>"
        : "there is no " + form.written() + " with something in it";
    return completion.truncated()
        ? Score.of(0, Verdict.TRUNCATED, "", "the token budget ran out: " + why)
        : Score.of(0, Verdict.NO_ANSWER, "", why);
  }

  /**
   * Returns the text after the last {@code </think>}, or the whole text without thinking; empty if the thinking never
   * ends.
   */
  static Optional<String> afterThinking(String text, boolean prefilledThink) {
    int open = text.lastIndexOf(THINK);
    int close = text.lastIndexOf(END_THINK);
    if (open > close || (prefilledThink && close < 0)) {
      return Optional.empty();
    }
    return Optional.of(close < 0 ? text : text.substring(close + END_THINK.length()));
  }
}
