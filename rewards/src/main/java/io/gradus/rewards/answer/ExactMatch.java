package io.gradus.rewards.answer;

import io.gradus.core.Completion;
import io.gradus.core.FinalAnswerReward;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * 1 if the final answer is the gold answer's text, otherwise 0: the {@code exact_match} of lm-evaluation-harness, for
 * answers in words. Whole texts are compared in Unicode's compatibility form, without invisible characters, with single
 * spaces, and without a final full stop.
 */
@About("1 if the final answer is the gold answer's text")
public record ExactMatch(
    @Default("any") @About("hash (#### n), boxed, answer-tag, any of them, or text")
    AnswerForm form,

    @Default("true") @About("whether capital and small letters are equal")
    boolean ignoreCase,

    @Default("false")
    @About("the prompt ends inside <think>, so an answer needs </think> before it")
    boolean prefilledThink)
    implements FinalAnswerReward {

  @Override
  public Score score(Problem problem, Completion completion) {
    String gold = plain(problem.answer());
    if (gold.isEmpty()) {
      return Score.verifierError("the gold answer of problem %s is blank".formatted(problem.id()));
    }
    return FinalAnswer.judge(completion, form, prefilledThink, answer -> {
      boolean right = plain(answer).equals(gold);
      return Score.of(
          right ? 1 : 0,
          right ? Verdict.CORRECT : Verdict.WRONG,
          answer,
          right ? "the same text as the gold answer" : "not the text '%s'".formatted(gold));
    });
  }

  @Override
  public Score scoreAnswer(Problem problem, String answer) {
    return new ExactMatch(AnswerForm.TEXT, ignoreCase, false)
        .score(problem, Completion.ofText(answer));
  }

  private String plain(String text) {
    return ignoreCase ? PlainText.ofAnyCase(text) : PlainText.of(text);
  }
}
