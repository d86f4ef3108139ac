package io.gradus.rewards.answer;

import io.gradus.core.Completion;
import io.gradus.core.FinalAnswerReward;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * 1 if the last whole {@code <answer>...</answer>} is an expression that makes the target from the given numbers, each
 * used exactly once, with {@code + - * / ( )} and exact rationals. This is TinyZero's countdown without its
 * {@code eval}, its tolerance of 1e-5, {@code **} and {@code //}.
 *
 * <p>The problem's attributes: {@code numbers} ({@code "30,100,93"}) and {@code target} ({@code "23"}).
 */
@About("1 if the <answer> makes the target from the numbers, each used once")
public record CountdownAnswer(
    @Default("0.0") @About("reward of a wrong answer; TinyZero gives 0.1")
    double partial,

    @Default("false")
    @About("the prompt ends inside <think>, so an answer needs </think> before it")
    boolean prefilledThink)
    implements FinalAnswerReward {

  public CountdownAnswer {
    NumberGame.checkPartial("partial", partial);
  }

  @Override
  public Score score(Problem problem, Completion completion) {
    return score(problem, completion, AnswerForm.ANSWER_TAG, prefilledThink);
  }

  @Override
  public Score scoreAnswer(Problem problem, String answer) {
    return score(problem, Completion.ofText(answer), AnswerForm.TEXT, false);
  }

  private Score score(Problem problem, Completion completion, AnswerForm form, boolean prefilled) {
    String target = problem.attributes().get("target");
    return target == null
        ? Score.verifierError(
            "problem %s has no attribute 'target': map it in the recipe's data set"
                .formatted(problem.id()))
        : NumberGame.score(problem, target, completion, form, partial, prefilled);
  }
}
