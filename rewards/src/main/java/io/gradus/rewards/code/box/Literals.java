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
 * Text form in which values enter and leave the box: null, booleans, integers, doubles, strings, lists, sets, and maps.
 * Reading builds only {@code Boolean}, {@code BigInteger}, {@code Double}, {@code String}, {@code List}, {@code Bag}
 * and {@code Map}, and fails on everything else.
 */
public final class Literals {
  private static final int DEEPEST = 200;

  private static final int LONGEST_DECIMAL = 40;

  private final String text;
  private final boolean untrusted;
  private int at;

  private Literals(String text, boolean untrusted) {
    this.text = text;
    this.untrusted = untrusted;
  }

  /** An integer as decimal digits, with a minus sign if it is negative. */
  public record Whole(String digits) {
    @Override
    public String toString() {
      return digits;
    }
  }

  /** A set, whose order is meaningless. */
  public record Bag(List<@Nullable Object> items) {}

  /** Reads one value. */
  public static @Nullable Object read(String text) {
    return new Literals(text, false).whole();
  }

  /**
   * Reads one value from untrusted code, in time linear in its length. Integers stay digits ({@link Whole}) and keys of
   * maps stay texts. Therefore nothing is computed, and the untrusted writer cannot choose hashes.
   */
  public static @Nullable Object readUntrusted(String text) {
    return new Literals(text, true).whole();
  }

  private @Nullable Object whole() {
    @Nullable Object value = value(0);
    if (at != text.length()) {
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
        return untrusted ? wholeOf(digits) : new BigInteger(digits);
      case 'D':
        String decimal = until(';');
        if (decimal.length() > LONGEST_DECIMAL) {
          throw new IllegalArgumentException(
              "a decimal number of " + decimal.length() + " characters");
        }
        return Double.valueOf(decimal);
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
          if (untrusted) {
            key = String.valueOf(key);
          }
          if (map.containsKey(key)) {
            throw new IllegalArgumentException("a key comes twice");
          }
          map.put(key, value(depth + 1));
        }
        return map;
      default:
        throw new IllegalArgumentException("not a value: " + kind);
    }
  }

  private static Whole wholeOf(String digits) {
    int start = digits.startsWith("-") ? 1 : 0;
    boolean valid = digits.length() > start;
    for (int i = start; i < digits.length(); i++) {
      valid &= digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
    }
    if (!valid) {
      throw new IllegalArgumentException("not a whole number");
    }
    return new Whole(digits);
  }

  private List<@Nullable Object> list(int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int n = count(); n > 0; n--) {
      list.add(value(depth + 1));
    }
    return list;
  }

  private int count() {
    String digits = until(':');
    if (digits.length() > 9 || digits.startsWith("-")) {
      throw new IllegalArgumentException("not a length");
    }
    return Integer.parseInt(digits);
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
