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
 * 1 if the last whole {@code <answer>...</answer>} after the thinking is exactly the number of the gold answer,
 * otherwise 0. This is the accuracy reward of R1-Zero (arXiv:2501.12948, section 2.2.2) for arithmetic.
 *
 * <p>The answer must be a computed number. An expression, or a fraction that is not in lowest terms, is wrong even if
 * its value is right. Otherwise the policy would learn to repeat the question.
 */
@About("1 if the <answer> is the gold number, by exact rationals")
public record ArithmeticAnswer(
    @Default("false") @About("count an expression such as 12+3 by its value")
    boolean expressions,

    @Default("false")
    @About("the prompt ends inside <think>, so an answer needs </think> before it")
    boolean prefilledThink)
    implements FinalAnswerReward {

  @Override
  public Score score(Problem problem, Completion completion) {
    return score(problem, completion, AnswerForm.ANSWER_TAG);
  }

  @Override
  public Score scoreAnswer(Problem problem, String answer) {
    return new ArithmeticAnswer(expressions, false)
        .score(problem, Completion.ofText(answer), AnswerForm.TEXT);
  }

  private Score score(Problem problem, Completion completion, AnswerForm form) {
    BigFraction gold;
    try {
      Optional<BigFraction> number = NumberText.read(problem.answer()).map(NumberText::value);
      gold = number.isPresent()
          ? number.get()
          : Expression.read(problem.answer())
              .value()
              .orElseThrow(() -> new Expression.Unreadable("it divides by zero"));
    } catch (Expression.Unreadable e) {
      return Score.verifierError("the gold answer '%s' of problem %s is no number: %s"
          .formatted(problem.answer(), problem.id(), e.getMessage()));
    }
    return FinalAnswer.judge(completion, form, prefilledThink, answer -> judge(answer, gold));
  }

  private Score judge(String answer, BigFraction gold) {
    Optional<NumberText> number = NumberText.read(answer);
    if (number.isPresent() && !(number.get().reducible() && !expressions)) {
      return compare(answer, number.get().value(), gold);
    }
    try {
      Expression expression = Expression.read(answer);
      if (!expressions) {
        return Score.of(
            0, Verdict.WRONG, answer, "'%s' is not a computed number".formatted(answer));
      }
      return expression
          .value()
          .map(value -> compare(answer, value, gold))
          .orElseGet(() -> Score.of(0, Verdict.WRONG, answer, "it divides by zero"));
    } catch (Expression.Unreadable e) {
      return Score.of(0, Verdict.UNPARSEABLE, answer, "no number: " + e.getMessage());
    }
  }

  /** Compares rationals exactly. */
  static Score compare(String answer, BigFraction value, BigFraction gold) {
    boolean right = value.equals(gold);
    return Score.of(
        right ? 1 : 0,
        right ? Verdict.CORRECT : Verdict.WRONG,
        answer,
        "%s %s %s as exact rationals"
            .formatted(NumberText.written(value), right ? "=" : "!=", NumberText.written(gold)));
  }
}
