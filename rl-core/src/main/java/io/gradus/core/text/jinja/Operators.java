package io.gradus.core.text.jinja;

import io.gradus.core.text.jinja.value.Budget;
import io.gradus.core.text.jinja.value.Comparisons;
import io.gradus.core.text.jinja.value.Formats;
import io.gradus.core.text.jinja.value.Python;
import io.gradus.core.text.jinja.value.Representation;
import io.gradus.core.text.jinja.value.TemplateError;
import io.gradus.core.text.jinja.value.Tuple;
import io.gradus.core.text.jinja.value.Undefined;
import java.util.ArrayList;
import java.util.List;

/** The operators, as Python has them. */
public final class Operators {
  private Operators() {}

  record Not(Expression operand) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      scope.budget.spend(1);
      return !Python.truth(operand.evaluate(scope));
    }
  }

  record And(Expression left, Expression right) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object value = left.evaluate(scope);
      return Python.truth(value) ? right.evaluate(scope) : value;
    }
  }

  record Or(Expression left, Expression right) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object value = left.evaluate(scope);
      return Python.truth(value) ? value : right.evaluate(scope);
    }
  }

  /** {@code a < b <= c}: compares every two adjacent values. */
  record Comparison(Expression first, List<String> operators, List<Expression> rest, int line)
      implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object left = first.evaluate(scope);
      for (int i = 0; i < rest.size(); i++) {
        Object right = rest.get(i).evaluate(scope);
        try {
          if (!Comparisons.holds(operators.get(i), left, right, scope.budget)) {
            return false;
          }
        } catch (TemplateError e) {
          throw e.at(line);
        }
        left = right;
      }
      return true;
    }
  }

  record Binary(String operator, Expression left, Expression right, int line)
      implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      scope.budget.spend(1);
      Object a = left.evaluate(scope);
      Object b = right.evaluate(scope);
      try {
        return apply(operator, a, b, scope.budget);
      } catch (ArithmeticException e) {
        throw new TemplateError(
            "'%s' with a number that is too large, or a zero to divide by".formatted(operator),
            line);
      } catch (TemplateError e) {
        throw e.at(line);
      }
    }
  }

  record Signed(boolean negative, Expression operand) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      scope.budget.spend(1);
      Object value = operand.evaluate(scope);
      double real = Python.real(value, negative ? "-" : "+");
      if (Python.isReal(value)) {
        return negative ? -real : real;
      }
      return negative ? -Python.integer(value) : Python.integer(value);
    }
  }

  private static Object apply(String operator, Object a, Object b, Budget budget) {
    if (operator.equals("~")) {
      return joined(Representation.text(a, budget), Representation.text(b, budget), budget);
    }
    if (a instanceof Undefined u) {
      throw u.error();
    }
    if (b instanceof Undefined u) {
      throw u.error();
    }
    if (operator.equals("%") && a instanceof String s) {
      return Formats.percent(s, b instanceof Tuple t ? t : List.of(b), budget);
    }
    if (operator.equals("+") && a instanceof String s && b instanceof String t) {
      return joined(s, t, budget);
    }
    if (operator.equals("+")
        && a instanceof List<?> l
        && b instanceof List<?> m
        && a instanceof Tuple == b instanceof Tuple) {
      budget.spend((long) l.size() + m.size());
      List<Object> both = new ArrayList<>(l);
      both.addAll(m);
      return a instanceof Tuple ? new Tuple(both) : both;
    }
    if (operator.equals("*") && (a instanceof String || a instanceof List<?>) && isWhole(b)) {
      return repeated(a, Python.integer(b), budget);
    }
    if (operator.equals("*") && (b instanceof String || b instanceof List<?>) && isWhole(a)) {
      return repeated(b, Python.integer(a), budget);
    }
    if (!Python.isNumber(a) || !Python.isNumber(b)) {
      throw new TemplateError("unsupported operand types for %s: '%s' and '%s'"
          .formatted(operator, Python.typeName(a), Python.typeName(b)));
    }
    return isWhole(a) && isWhole(b) && !operator.equals("/")
        ? whole(operator, Python.integer(a), Python.integer(b))
        : real(operator, Python.real(a, operator), Python.real(b, operator));
  }

  private static boolean isWhole(Object value) {
    return value instanceof Long || value instanceof Boolean;
  }

  private static String joined(String a, String b, Budget budget) {
    budget.spend((long) a.length() + b.length());
    return a + b;
  }

  private static Object repeated(Object value, long times, Budget budget) {
    int size = value instanceof String s ? s.length() : ((List<?>) value).size();
    long count = size == 0 ? 0 : Math.max(0, times);
    budget.spend(count > Integer.MAX_VALUE ? -1 : count * size);
    if (value instanceof String s) {
      return s.repeat((int) count);
    }
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.addAll((List<?>) value);
    }
    return value instanceof Tuple ? new Tuple(list) : list;
  }

  private static Object whole(String operator, long a, long b) {
    return switch (operator) {
      case "+" -> Math.addExact(a, b);
      case "-" -> Math.subtractExact(a, b);
      case "*" -> Math.multiplyExact(a, b);
      case "//" -> Math.floorDiv(a, b);
      case "%" -> Math.floorMod(a, b);
      default -> b < 0 ? (Object) Math.pow((double) a, (double) b) : power(a, b);
    };
  }

  private static long power(long a, long b) {
    if (b > 63 && Math.abs(a) > 1) {
      throw new ArithmeticException("too large");
    }
    long result = 1;
    for (long i = 0; i < (Math.abs(a) > 1 ? b : b == 0 ? 0 : 2 - b % 2); i++) {
      result = Math.multiplyExact(result, a);
    }
    return result;
  }

  private static Object real(String operator, double a, double b) {
    if (b == 0 && (operator.startsWith("/") || operator.equals("%"))) {
      throw new ArithmeticException("zero");
    }
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "//" -> Math.floor(a / b);
      case "%" -> a - b * Math.floor(a / b);
      default -> Math.pow(a, b);
    };
  }
}
