package io.gradus.core.text.jinja.value;

import io.gradus.core.text.jinja.value.Arguments.Bound;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** {@code tojson} as in {@code transformers}: Python's {@code json.dumps} with its blanks, without HTML escapes. */
public final class Json {
  private final StringBuilder text = new StringBuilder();
  private final Budget budget;
  private final String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean ascii;
  private final boolean sorted;

  private Json(Bound arguments) {
    budget = arguments.arguments().budget();
    ascii = arguments.flag("ensure_ascii", false);
    sorted = arguments.flag("sort_keys", false);
    Object by = arguments.get("indent", None.NONE);
    if (by instanceof Long width) {
      budget.spend(Math.max(0, width));
      indent = " ".repeat((int) Math.max(0, width));
    } else {
      indent = by instanceof String s ? s : "";
    }
    boolean lines = by != None.NONE;
    Object separators = arguments.get("separators", None.NONE);
    if (separators instanceof List<?> pair && pair.size() == 2) {
      itemSeparator = Representation.text(pair.get(0), budget) + (lines ? "\n" : "");
      keySeparator = Representation.text(pair.get(1), budget);
    } else {
      itemSeparator = lines ? ",\n" : ", ";
      keySeparator = ": ";
    }
  }

  /** The filter {@code tojson}. */
  public static String dump(Object value, Arguments arguments) {
    Json json =
        new Json(arguments.as("tojson", "ensure_ascii", "indent", "separators", "sort_keys"));
    json.write(value, 0);
    return json.text.toString();
  }

  private void write(Object value, int depth) {
    budget.spend(1);
    if (value instanceof String s) {
      quote(s);
    } else if (value == None.NONE) {
      text.append("null");
    } else if (value instanceof Boolean || value instanceof Long) {
      text.append(value);
    } else if (value instanceof Double d) {
      budget.spend(Representation.REAL);
      text.append(
          d.isNaN()
              ? "NaN"
              : d.isInfinite() ? d > 0 ? "Infinity" : "-Infinity" : Representation.real(d));
    } else if (value instanceof List<?> list) {
      Iterator<?> items = list.iterator();
      nest('[', ']', list.size(), depth, () -> write(items.next(), depth + 1));
    } else if (value instanceof Map<?, ?> map) {
      List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
      if (sorted) {
        entries.sort((a, b) -> Comparisons.compare(a.getKey(), b.getKey(), budget));
      }
      Iterator<Map.Entry<?, ?>> items = entries.iterator();
      nest('{', '}', map.size(), depth, () -> {
        Map.Entry<?, ?> entry = items.next();
        quote(key(entry.getKey()));
        budget.spend(keySeparator.length());
        text.append(keySeparator);
        write(entry.getValue(), depth + 1);
      });
    } else {
      throw value instanceof Undefined u
          ? u.error()
          : new TemplateError(
              "Object of type %s is not JSON serializable".formatted(Python.typeName(value)));
    }
  }

  private static String key(Object key) {
    return key == None.NONE
        ? "null"
        : key instanceof Double d ? Representation.real(d) : key.toString();
  }

  private void nest(char open, char close, int size, int depth, Runnable item) {
    text.append(open);
    boolean lines = itemSeparator.endsWith("\n");
    budget.enter();
    for (int i = 0; i < size; i++) {
      budget.spend(itemSeparator.length());
      text.append(i > 0 ? itemSeparator : lines ? "\n" : "");
      if (lines) {
        margin(depth + 1);
      }
      item.run();
    }
    budget.leave();
    if (lines && size > 0) {
      text.append('\n');
      margin(depth);
    }
    text.append(close);
  }

  private void margin(int depth) {
    budget.spend((long) indent.length() * depth);
    text.append(indent.repeat(depth));
  }

  private void quote(String s) {
    budget.spend(s.length());
    text.append('"');
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      int simple = "\"\\\n\r\t\b\f".indexOf(c);
      if (simple >= 0) {
        text.append('\\').append("\"\\nrtbf".charAt(simple));
      } else if (c < 32 || (ascii && c > 126)) {
        budget.spend(5);
        text.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          text.append(Character.forDigit(c >> shift & 15, 16));
        }
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
