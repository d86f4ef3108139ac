package io.gradus.core.text.jinja.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;

/** Values as text: Python's {@code str} and {@code repr}. */
public final class Representation {
  /** Cost of printing a real number, which takes some ten microseconds. */
  public static final int REAL = 200;

  private Representation() {}

  /** {@code str(value)}. */
  public static String text(Object value, Budget budget) {
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
      text.append('<').append(Python.typeName(value)).append('>');
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

  /** Returns {@code repr} of a float: the shortest digits that read as the same number. */
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
}
