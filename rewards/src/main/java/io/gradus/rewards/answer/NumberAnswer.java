package io.gradus.rewards.answer;

import io.gradus.core.Completion;
import io.gradus.core.FinalAnswerReward;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * 1 if the final answer is exactly the number of the gold answer: GSM8K's {@code #### n} (arXiv:2110.14168), or a box,
 * or an answer tag. {@code 1,234.50}, {@code $18}, {@code 3/4} and {@code \frac{3}{4}} are read as exact rationals; a
 * unit after the number is ignored. There is no tolerance: 10000 is not 10001.
 */
@About("1 if the final answer is exactly the gold number")
public record NumberAnswer(
    @Default("any") @About("hash (#### n), boxed, answer-tag, any of them, or text")
    AnswerForm form,

    @Default("false")
    @About("the prompt ends inside <think>, so an answer needs </think> before it")
    boolean prefilledThink)
    implements FinalAnswerReward {

  @Override
  public Score score(Problem problem, Completion completion) {
    Optional<NumberText> gold = NumberText.read(problem.answer(), true);
    if (gold.isEmpty()) {
      return Score.verifierError("the gold answer '%s' of problem %s is no number"
          .formatted(problem.answer(), problem.id()));
    }
    return FinalAnswer.judge(
        completion, form, prefilledThink, answer -> judge(answer, gold.get().value()));
  }

  @Override
  public Score scoreAnswer(Problem problem, String answer) {
    return new NumberAnswer(AnswerForm.TEXT, false).score(problem, Completion.ofText(answer));
  }

  private static Score judge(String answer, BigFraction gold) {
    return NumberText.read(answer, true)
        .map(number -> ArithmeticAnswer.compare(answer, number.value(), gold))
        .orElseGet(() -> Score.of(0, Verdict.UNPARSEABLE, answer, "it is no number"));
  }
}
