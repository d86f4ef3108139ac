package io.gradus.core.text.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What Python does with values. A value is a {@link String}, {@link Long}, {@link Double}, {@link Boolean}, {@link None},
 * {@link Undefined}, {@link List}, {@link Tuple}, {@link Map}, {@link Namespace} or {@link Callable}; nothing else ever gets
 * into a template, so nothing of Java can be reached from one.
 */
final class Python {
  /** Printing a real number takes some ten microseconds. */
  static final int REAL = 200;

  private Python() {}

  /** Returns a Java value as one of a template's, copied through and through. */
  static Object value(Object java) {
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

  static boolean truth(Object value) {
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

  static String typeName(Object value) {
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

  /** {@code str(value)}. */
  static String text(Object value, Budget budget) {
    if (value instanceof String s) {
      return s;
    }
    if (value instanceof Undefined) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    represent(value, text, budget);
    return text.toString();
  }

  /** {@code repr(value)}. */
  static void represent(Object value, StringBuilder text, Budget budget) {
    budget.spend(1);
    if (value instanceof String s) {
      budget.spend(s.length());
      quote(s, text);
    } else if (value instanceof Boolean b) {
      text.append(b ? "True" : "False");
    } else if (value instanceof Long n) {
      text.append(n.longValue());
    } else if (value instanceof Double d) {
      budget.spend(REAL);
      text.append(real(d));
    } else if (value == None.NONE) {
      text.append("None");
    } else if (value instanceof Undefined) {
      text.append("Undefined");
    } else if (value instanceof List<?> list) {
      boolean tuple = value instanceof Tuple;
      text.append(tuple ? '(' : '[');
      budget.enter();
      for (int i = 0; i < list.size(); i++) {
        text.append(i > 0 ? ", " : "");
        represent(list.get(i), text, budget);
      }
      budget.leave();
      text.append(tuple ? list.size() == 1 ? ",)" : ")" : "]");
    } else if (value instanceof Map<?, ?> map) {
      text.append('{');
      budget.enter();
      String separator = "";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        text.append(separator);
        represent(entry.getKey(), text, budget);
        text.append(": ");
        represent(entry.getValue(), text, budget);
        separator = ", ";
      }
      budget.leave();
      text.append('}');
    } else {
      text.append('<').append(typeName(value)).append('>');
    }
  }

  private static void quote(String s, StringBuilder text) {
    char quote = s.indexOf('\'') >= 0 && s.indexOf('"') < 0 ? '"' : '\'';
    text.append(quote);
    s.codePoints().forEach(c -> {
      int escape = "\n\r\t\\".indexOf(c);
      if (escape >= 0) {
        text.append('\\').append("nrt\\".charAt(escape));
      } else if (c == quote) {
        text.append('\\').append(quote);
      } else if (c < 32 || (c >= 127 && c < 161) || c == 173) {
        text.append("\\x")
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      } else {
        text.appendCodePoint(c);
      }
    });
    text.append(quote);
  }

  /** {@code repr} of a float: the fewest digits that give the same number back. */
  static String real(double d) {
    if (Double.isNaN(d)) {
      return "nan";
    }
    if (Double.isInfinite(d)) {
      return d > 0 ? "inf" : "-inf";
    }
    if (d == 0) {
      return 1 / d < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(d);
    BigDecimal shortest = exact;
    for (int digits = 1; digits <= 17; digits++) {
      shortest = exact.round(new MathContext(digits));
      if (shortest.doubleValue() == d) {
        break;
      }
    }
    shortest = shortest.stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = shortest.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    String digits = shortest.unscaledValue().abs().toString();
    return (d < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  /** {@code a == b}. */
  static boolean equal(Object a, Object b, Budget budget) {
    budget.spend(1);
    if (a instanceof String s && b instanceof String t) {
      budget.spend(Math.min(s.length(), t.length()));
      return s.equals(t);
    }
    if (isNumber(a) && isNumber(b)) {
      boolean reals = isReal(a) || isReal(b);
      return reals ? real(a, "==") == real(b, "==") : integer(a) == integer(b);
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

  /** Negative, zero or positive as {@code a} is less than, equal to or greater than {@code b}. */
  static int compare(Object a, Object b, Budget budget) {
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
    if (isNumber(a) && isNumber(b)) {
      return isReal(a) || isReal(b)
          ? Double.compare(real(a, "<"), real(b, "<"))
          : Long.compare(integer(a), integer(b));
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
        : new TemplateError("cannot compare %s with %s".formatted(typeName(a), typeName(b)));
  }

  static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double || value instanceof Boolean;
  }

  static boolean isReal(Object value) {
    return value instanceof Double;
  }

  static long integer(Object value) {
    return value instanceof Boolean b ? b ? 1 : 0 : (Long) value;
  }

  static double real(Object value, String operator) {
    if (value instanceof Undefined u) {
      throw u.error();
    }
    if (!isNumber(value)) {
      throw new TemplateError("%s wants numbers, not %s".formatted(operator, typeName(value)));
    }
    return value instanceof Double d ? d : integer(value);
  }

  /** What a loop over the value sees. */
  static List<Object> items(Object value, Budget budget) {
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

  /** {@code item in value}. */
  static boolean contains(Object value, Object item, Budget budget) {
    if (value instanceof String s) {
      if (!(item instanceof String part)) {
        throw item instanceof Undefined u
            ? u.error()
            : new TemplateError("'in' wants a string before a string, not " + typeName(item));
      }
      return Search.first(s, part, budget) >= 0;
    }
    if (value instanceof Map<?, ?> map) {
      return map.containsKey(key(item));
    }
    return items(value, budget).stream().anyMatch(v -> equal(v, item, budget));
  }

  /** Returns a value as a key of a dict: strings, numbers and None only. */
  static Object key(Object value) {
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
