package io.gradus.rewards.code.box;

import java.lang.reflect.Array;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Values as text, across the border of the box: null, truth values, whole numbers, doubles, strings, lists, sets, and maps.
 * Reading builds only {@code Boolean}, {@code BigInteger}, {@code Double}, {@code String}, {@code List}, {@code Bag} and
 * {@code Map}, and fails on everything else.
 */
public final class Literals {
  private static final int DEEPEST = 200;
  private static final int LONGEST_NUMBER = 100_000;

  private final String text;
  private int at;

  private Literals(String text) {
    this.text = text;
  }

  /** A set, whose order says nothing. */
  public record Bag(List<@Nullable Object> items) {}

  /** Reads one value. */
  public static @Nullable Object read(String text) {
    Literals reader = new Literals(text);
    @Nullable Object value = reader.value(0);
    if (reader.at != text.length()) {
      throw new IllegalArgumentException("more than one value");
    }
    return value;
  }

  private @Nullable Object value(int depth) {
    if (depth > DEEPEST || at >= text.length()) {
      throw new IllegalArgumentException("not a value");
    }
    char kind = text.charAt(at++);
    switch (kind) {
      case 'N':
        return null;
      case 'T':
        return true;
      case 'F':
        return false;
      case 'I':
        String digits = until(';');
        if (digits.length() > LONGEST_NUMBER) {
          throw new IllegalArgumentException("a number of " + digits.length() + " digits");
        }
        return new BigInteger(digits);
      case 'D':
        return Double.valueOf(until(';'));
      case 'S':
        int length = count();
        if (length > text.length() - at) {
          throw new IllegalArgumentException("a string ends too soon");
        }
        at += length;
        return text.substring(at - length, at);
      case 'L':
        return list(depth);
      case 'U':
        return new Bag(list(depth));
      case 'M':
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int n = count(); n > 0; n--) {
          @Nullable Object key = value(depth + 1);
          map.put(key, value(depth + 1));
        }
        return map;
      default:
        throw new IllegalArgumentException("not a value: " + kind);
    }
  }

  private List<@Nullable Object> list(int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int n = count(); n > 0; n--) {
      list.add(value(depth + 1));
    }
    return list;
  }

  private int count() {
    int count = Integer.parseInt(until(':'));
    if (count < 0) {
      throw new IllegalArgumentException("a length below 0");
    }
    return count;
  }

  private String until(char end) {
    int stop = text.indexOf(end, at);
    if (stop < 0) {
      throw new IllegalArgumentException("a value ends too soon");
    }
    String part = text.substring(at, stop);
    at = stop + 1;
    return part;
  }

  /** Writes a value. */
  public static String write(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out, 0);
    return out.toString();
  }

  private static void write(@Nullable Object value, StringBuilder out, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("nested too deeply");
    }
    if (value == null) {
      out.append('N');
    } else if (value instanceof Boolean truth) {
      out.append(truth ? 'T' : 'F');
    } else if (value instanceof Float || value instanceof Double) {
      out.append('D').append(((Number) value).doubleValue()).append(';');
    } else if (value instanceof Number) {
      out.append('I').append(value).append(';');
    } else if (value instanceof CharSequence || value instanceof Character) {
      String string = value.toString();
      out.append('S').append(string.length()).append(':').append(string);
    } else if (value instanceof Bag bag) {
      items('U', bag.items(), out, depth);
    } else if (value instanceof Set<?> set) {
      items('U', set, out, depth);
    } else if (value instanceof Collection<?> items) {
      items('L', items, out, depth);
    } else if (value instanceof Map<?, ?> map) {
      out.append('M').append(map.size()).append(':');
      map.forEach((key, item) -> {
        write(key, out, depth + 1);
        write(item, out, depth + 1);
      });
    } else if (value.getClass().isArray()) {
      List<@Nullable Object> items = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        items.add(Array.get(value, i));
      }
      items('L', items, out, depth);
    } else {
      throw new IllegalArgumentException(
          "a " + value.getClass().getName() + " has no literal form");
    }
  }

  private static void items(char kind, Collection<?> items, StringBuilder out, int depth) {
    out.append(kind).append(items.size()).append(':');
    for (Object item : items) {
      write(item, out, depth + 1);
    }
  }
}
