package io.gradus.datasets;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One way to combine all numbers of a countdown problem: its steps in order, its value and its expression. Every
 * intermediate value is an integer from 0 to a limit. A difference or quotient takes the larger operand first.
 *
 * @param steps the operations, in order
 * @param value the result of the last step
 * @param expression the whole expression, with parentheses around each operand that is itself an operation
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

  /** Counts the steps that multiply or divide, because these are hard. */
  long hardSteps() {
    return steps.stream()
        .filter(s -> s.operator() == '*' || s.operator() == '/')
        .count();
  }

  /**
   * Returns one try for each reachable value: the try with the fewest products and quotients, and the first found among
   * equals. With + and - alone, three numbers reach at most four values: the second and the third each have either
   * sign.
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

  /**
   * Returns a step with these operands, the larger first where the order matters. The result is -1 if it is not an
   * integer.
   */
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
