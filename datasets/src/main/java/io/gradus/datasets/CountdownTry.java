package io.gradus.datasets;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One way to combine all numbers of a countdown problem: its steps in order, what comes out, and the expression. Every value
 * on the way is a whole number, not negative, and no larger than a limit; a difference or a quotient takes the larger first.
 *
 * @param steps one operation after the other
 * @param value the result of the last
 * @param expression the whole, with parentheses around what is not a number of the problem
 */
record CountdownTry(List<Step> steps, long value, String expression) {

  /** {@code left operator right = result}. */
  record Step(long left, char operator, long right, long result) {}

  /** A number of the problem or the result of a step. */
  private record Operand(long value, String expression) {
    String inside() {
      return expression.chars().allMatch(Character::isDigit) ? expression : "(" + expression + ")";
    }
  }

  /** How many of the steps multiply or divide: the ones that are hard to do in the head. */
  long hardSteps() {
    return steps.stream()
        .filter(s -> s.operator() == '*' || s.operator() == '/')
        .count();
  }

  /**
   * One try for each value that can be reached, the one with the fewest products and quotients; among those the first when
   * the first two numbers are combined first. With + and - alone, three numbers have at most four values: the sign of the
   * second and the third.
   */
  static Collection<CountdownTry> all(List<Integer> numbers, String operators, long limit) {
    Map<Long, CountdownTry> best = new LinkedHashMap<>();
    List<Operand> operands =
        numbers.stream().map(n -> new Operand(n, Integer.toString(n))).toList();
    search(operands, new ArrayList<>(), operators, limit, best);
    return best.values();
  }

  private static void search(
      List<Operand> operands,
      List<Step> steps,
      String operators,
      long limit,
      Map<Long, CountdownTry> best) {
    if (operands.size() == 1) {
      Operand whole = operands.get(0);
      CountdownTry found = new CountdownTry(List.copyOf(steps), whole.value(), whole.expression());
      best.merge(whole.value(), found, (old, now) -> now.hardSteps() < old.hardSteps() ? now : old);
      return;
    }
    for (int i = 0; i < operands.size(); i++) {
      for (int j = i + 1; j < operands.size(); j++) {
        List<Operand> others = new ArrayList<>(operands);
        Operand b = others.remove(j);
        Operand a = others.remove(i);
        for (int o = 0; o < operators.length(); o++) {
          Step step = step(a.value(), operators.charAt(o), b.value());
          if (step.result() >= 0 && step.result() <= limit) {
            boolean swapped = step.left() != a.value();
            String expression =
                (swapped ? b : a).inside() + step.operator() + (swapped ? a : b).inside();
            others.add(0, new Operand(step.result(), expression));
            steps.add(step);
            search(others, steps, operators, limit, best);
            steps.remove(steps.size() - 1);
            others.remove(0);
          }
        }
      }
    }
  }

  /** A step with these operands, the larger first where it matters; its result is -1 where it is no whole number. */
  static Step step(long a, char operator, long b) {
    boolean swap = (operator == '-' || operator == '/') && a < b;
    long left = swap ? b : a;
    long right = swap ? a : b;
    return new Step(left, operator, right, result(left, operator, right));
  }

  private static long result(long left, char operator, long right) {
    return switch (operator) {
      case '+' -> left + right;
      case '-' -> left - right;
      case '*' -> left * right;
      case '/' -> right != 0 && left % right == 0 ? left / right : -1;
      default -> throw new IllegalArgumentException("no operator: " + operator);
    };
  }
}
