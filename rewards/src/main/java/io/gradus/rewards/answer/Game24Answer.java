package io.gradus.rewards.answer;

import io.gradus.core.Completion;
import io.gradus.core.FinalAnswerReward;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * 1 if the last whole {@code <answer>...</answer>} makes 24 from the given numbers, each used exactly once. This is the
 * game of 24 of Tree of Thoughts (arXiv:2305.10601, section 4.1), with exact rationals.
 *
 * <p>The problem's attribute: {@code numbers} ({@code "4 6 11 11"}).
 */
@About("1 if the <answer> makes 24 from the numbers, each used once")
public record Game24Answer(
    @Default("0.0") @About("reward of a wrong answer") double partial,

    @Default("false")
    @About("the prompt ends inside <think>, so an answer needs </think> before it")
    boolean prefilledThink)
    implements FinalAnswerReward {

  public Game24Answer {
    NumberGame.checkPartial("partial", partial);
  }

  @Override
  public Score score(Problem problem, Completion completion) {
    return NumberGame.score(
        problem, "24", completion, AnswerForm.ANSWER_TAG, partial, prefilledThink);
  }

  @Override
  public Score scoreAnswer(Problem problem, String answer) {
    return NumberGame.score(
        problem, "24", Completion.ofText(answer), AnswerForm.TEXT, partial, false);
  }
}
