package io.gradus.core.text.jinja.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Python's operations on values. A value is a {@link String}, {@link Long}, {@link Double}, {@link Boolean}, {@link
 * None}, {@link Undefined}, {@link List}, {@link Tuple}, {@link Map}, {@link Namespace} or {@link Callable}; no other
 * values ever enter a template, so a template cannot reach other objects of Java.
 */
public final class Python {
  private Python() {}

  /** Converts a Java value to a value of a template, as a deep copy. */
  public static Object value(Object java) {
    if (java instanceof String
        || java instanceof Boolean
        || java instanceof Long
        || java instanceof Double) {
      return java;
    }
    if (java instanceof Integer i) {
      return (long) i;
    }
    if (java instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((k, v) -> copy.put(k.toString(), v == null ? None.NONE : value(v)));
      return copy;
    }
    if (java instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(v -> copy.add(v == null ? None.NONE : value(v)));
      return copy;
    }
    throw new IllegalArgumentException("no value for a template: " + java.getClass());
  }

  /** {@code bool(value)}. */
  public static boolean truth(Object value) {
    if (value instanceof Boolean b) {
      return b;
    }
    if (value instanceof String s) {
      return !s.isEmpty();
    }
    if (value instanceof Long n) {
      return n != 0;
    }
    if (value instanceof Double d) {
      return d != 0;
    }
    if (value instanceof List<?> list) {
      return !list.isEmpty();
    }
    if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    }
    return value != None.NONE && !(value instanceof Undefined);
  }

  /** Returns the name of a value's type, as Python prints it. */
  public static String typeName(Object value) {
    return value instanceof String
        ? "str"
        : value instanceof Long
            ? "int"
            : value instanceof Double
                ? "float"
                : value instanceof Boolean
                    ? "bool"
                    : value instanceof Tuple
                        ? "tuple"
                        : value instanceof List<?>
                            ? "list"
                            : value instanceof Map<?, ?>
                                ? "dict"
                                : value instanceof Undefined
                                    ? "undefined"
                                    : value == None.NONE
                                        ? "None"
                                        : value instanceof Namespace ? "namespace" : "function";
  }

  /** Returns whether a value is an int, a float or a bool. */
  public static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double || value instanceof Boolean;
  }

  /** Returns whether a value is a float. */
  public static boolean isReal(Object value) {
    return value instanceof Double;
  }

  /** Returns an int or a bool as an integer. */
  public static long integer(Object value) {
    return value instanceof Boolean b ? b ? 1 : 0 : (Long) value;
  }

  /** Returns a number as a float. If the value is not a number, the error names the operator. */
  public static double real(Object value, String operator) {
    if (value instanceof Undefined u) {
      throw u.error();
    }
    if (!isNumber(value)) {
      throw new TemplateError("%s wants numbers, not %s".formatted(operator, typeName(value)));
    }
    return value instanceof Double d ? d : integer(value);
  }

  /** Returns the items of a loop over the value. */
  public static List<Object> items(Object value, Budget budget) {
    List<Object> items;
    if (value instanceof List<?> list) {
      budget.spend(list.size());
      return new ArrayList<>(list);
    } else if (value instanceof String s) {
      budget.spend(s.length());
      budget.make(s.length());
      items = Text.characters(s);
    } else if (value instanceof Map<?, ?> map) {
      items = new ArrayList<>(map.keySet());
    } else if (value instanceof Undefined) {
      items = List.of();
    } else {
      throw new TemplateError("'%s' object is not iterable".formatted(typeName(value)));
    }
    budget.spend(items.size());
    return items;
  }

  /** Returns a value as a key of a dict, which may be a string, a number or None. */
  public static Object key(Object value) {
    if (value instanceof Undefined u) {
      throw u.error();
    }
    if (value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15) {
      return (long) (double) d;
    }
    if (value instanceof String || isNumber(value) || value == None.NONE) {
      return value;
    }
    throw new TemplateError("a %s cannot be a key".formatted(typeName(value)));
  }
}
