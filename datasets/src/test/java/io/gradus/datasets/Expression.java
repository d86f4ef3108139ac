package io.gradus.datasets;

import java.util.ArrayList;
import java.util.List;

/** Independent check of the generator: evaluates + - * / and parentheses over integers. */
final class Expression {
  private final String text;
  private final List<Integer> numbers = new ArrayList<>();
  private int at;

  private Expression(String text) {
    this.text = text;
  }

  private long value;

  static Expression of(String text) {
    Expression expression = new Expression(text);
    expression.value = expression.sum();
    if (expression.at != text.length()) {
      throw new AssertionError("not an expression: " + text);
    }
    return expression;
  }

  long value() {
    return value;
  }

  List<Integer> numbers() {
    return numbers.stream().sorted().toList();
  }

  private boolean takes(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private long sum() {
    long result = product();
    while (true) {
      if (takes('+')) {
        result += product();
      } else if (takes('-')) {
        result -= product();
      } else {
        return result;
      }
    }
  }

  private long product() {
    long result = operand();
    while (true) {
      if (takes('*')) {
        result *= operand();
      } else if (takes('/')) {
        long divisor = operand();
        if (result % divisor != 0) {
          throw new AssertionError("not whole: " + text);
        }
        result /= divisor;
      } else {
        return result;
      }
    }
  }

  private long operand() {
    if (takes('(')) {
      long result = sum();
      if (!takes(')')) {
        throw new AssertionError("not closed: " + text);
      }
      return result;
    }
    int from = at;
    while (at < text.length() && Character.isDigit(text.charAt(at))) {
      at++;
    }
    numbers.add(Integer.parseInt(text.substring(from, at)));
    return Long.parseLong(text.substring(from, at));
  }
}
