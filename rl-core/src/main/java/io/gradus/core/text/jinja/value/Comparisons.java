package io.gradus.core.text.jinja.value;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How Python compares values: equality, order and membership. */
public final class Comparisons {
  private Comparisons() {}

  /**
   * {@code left operator right}, where the operator is one of {@code ==}, {@code !=}, {@code in}, {@code not in},
   * {@code <}, {@code <=}, {@code >}, {@code >=}.
   */
  public static boolean holds(String operator, Object left, Object right, Budget budget) {
    return switch (operator) {
      case "==" -> equal(left, right, budget);
      case "!=" -> !equal(left, right, budget);
      case "in" -> contains(right, left, budget);
      case "not in" -> !contains(right, left, budget);
      case "<" -> compare(left, right, budget) < 0;
      case "<=" -> compare(left, right, budget) <= 0;
      case ">" -> compare(left, right, budget) > 0;
      default -> compare(left, right, budget) >= 0;
    };
  }

  /** {@code a == b}. */
  public static boolean equal(Object a, Object b, Budget budget) {
    budget.spend(1);
    if (a instanceof String s && b instanceof String t) {
      budget.spend(Math.min(s.length(), t.length()));
      return s.equals(t);
    }
    if (Python.isNumber(a) && Python.isNumber(b)) {
      boolean reals = Python.isReal(a) || Python.isReal(b);
      return reals
          ? Python.real(a, "==") == Python.real(b, "==")
          : Python.integer(a) == Python.integer(b);
    }
    if (a instanceof Undefined || b instanceof Undefined) {
      return a instanceof Undefined && b instanceof Undefined;
    }
    if (a instanceof List<?> l && b instanceof List<?> m) {
      if (l.size() != m.size() || a instanceof Tuple != b instanceof Tuple) {
        return false;
      }
      Iterator<?> other = m.iterator();
      return l.stream().allMatch(v -> equal(v, other.next(), budget));
    }
    if (a instanceof Map<?, ?> l && b instanceof Map<?, ?> m) {
      return l.size() == m.size()
          && l.entrySet().stream().allMatch(e -> {
            Object other = m.get(e.getKey());
            return other != null && equal(e.getValue(), other, budget);
          });
    }
    return Objects.equals(a, b);
  }

  /**
   * Returns a negative number, zero or a positive number if {@code a} is less than, equal to or greater than {@code b}.
   */
  public static int compare(Object a, Object b, Budget budget) {
    budget.spend(1);
    if (a instanceof String s && b instanceof String t) {
      budget.spend(Math.min(s.length(), t.length()));
      for (int i = 0; i < s.length() && i < t.length(); i++) {
        if (s.charAt(i) != t.charAt(i)) {
          return Integer.compare(s.codePointAt(i), t.codePointAt(i));
        }
      }
      return Integer.compare(s.length(), t.length());
    }
    if (Python.isNumber(a) && Python.isNumber(b)) {
      return Python.isReal(a) || Python.isReal(b)
          ? Double.compare(Python.real(a, "<"), Python.real(b, "<"))
          : Long.compare(Python.integer(a), Python.integer(b));
    }
    if (a instanceof List<?> l
        && b instanceof List<?> m
        && a instanceof Tuple == b instanceof Tuple) {
      for (int i = 0; i < l.size() && i < m.size(); i++) {
        if (!equal(l.get(i), m.get(i), budget)) {
          return compare(l.get(i), m.get(i), budget);
        }
      }
      return Integer.compare(l.size(), m.size());
    }
    throw a instanceof Undefined u
        ? u.error()
        : new TemplateError(
            "cannot compare %s with %s".formatted(Python.typeName(a), Python.typeName(b)));
  }

  /** {@code item in value}. */
  public static boolean contains(Object value, Object item, Budget budget) {
    if (value instanceof String s) {
      if (!(item instanceof String part)) {
        throw item instanceof Undefined u
            ? u.error()
            : new TemplateError(
                "'in' wants a string before a string, not " + Python.typeName(item));
      }
      return Search.first(s, part, budget) >= 0;
    }
    if (value instanceof Map<?, ?> map) {
      return map.containsKey(Python.key(item));
    }
    return Python.items(value, budget).stream().anyMatch(v -> equal(v, item, budget));
  }
}
