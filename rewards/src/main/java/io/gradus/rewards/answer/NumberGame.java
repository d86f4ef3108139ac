package io.gradus.rewards.answer;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.numbers.fraction.BigFraction;

/** Common rule of countdown and the game of 24: make the target with each number exactly once. */
final class NumberGame {
  private static final Splitter NUMBERS =
      Splitter.on(CharMatcher.anyOf(", \t[]")).omitEmptyStrings();

  private NumberGame() {}

  static void checkPartial(String name, double partial) {
    if (!(partial >= 0 && partial < 1)) {
      throw new IllegalArgumentException(
          "%s: must be in [0, 1), below the reward of a right answer, but is %s"
              .formatted(name, partial));
    }
  }

  static Score score(
      Problem problem,
      String target,
      Completion completion,
      AnswerForm form,
      double partial,
      boolean prefilledThink) {
    String given = problem.attributes().get("numbers");
    if (given == null) {
      return Score.verifierError(
          "problem %s has no attribute 'numbers': map it in the recipe's data set"
              .formatted(problem.id()));
    }
    List<BigFraction> numbers = new ArrayList<>();
    for (String number : NUMBERS.split(given)) {
      Optional<NumberText> read = NumberText.read(number);
      if (read.isEmpty() || read.get().value().signum() < 0) {
        return Score.verifierError("problem %s: attribute 'numbers' has '%s', which is no number"
            .formatted(problem.id(), number));
      }
      numbers.add(read.get().value());
    }
    Optional<NumberText> goal = NumberText.read(target);
    if (goal.isEmpty()) {
      return Score.verifierError("problem %s: attribute 'target' is '%s', which is no number"
          .formatted(problem.id(), target));
    }
    return FinalAnswer.judge(
        completion,
        form,
        prefilledThink,
        answer -> judge(answer, numbers, goal.get().value(), partial));
  }

  private static Score judge(
      String answer, List<BigFraction> numbers, BigFraction target, double partial) {
    Expression expression;
    try {
      expression = Expression.read(answer);
    } catch (Expression.Unreadable e) {
      return Score.of(partial, Verdict.UNPARSEABLE, answer, "no expression: " + e.getMessage());
    }
    if (!sorted(expression.numbers()).equals(sorted(numbers))) {
      return Score.of(
          partial,
          Verdict.WRONG,
          answer,
          "it uses %s, not each of %s once".formatted(list(expression.numbers()), list(numbers)));
    }
    if (expression.value().isEmpty()) {
      return Score.of(partial, Verdict.WRONG, answer, "it divides by zero");
    }
    Score score = ArithmeticAnswer.compare(answer, expression.value().get(), target);
    return score.correct() ? score : Score.of(partial, Verdict.WRONG, answer, score.why());
  }

  private static List<BigFraction> sorted(List<BigFraction> numbers) {
    return numbers.stream().sorted(Comparator.naturalOrder()).toList();
  }

  private static String list(List<BigFraction> numbers) {
    return numbers.stream().map(NumberText::written).collect(Collectors.joining(", ", "[", "]"));
  }
}
