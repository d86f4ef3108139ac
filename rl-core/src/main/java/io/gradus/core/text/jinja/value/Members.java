package io.gradus.core.text.jinja.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Items, slices and attributes of values. */
public final class Members {
  private Members() {}

  /** {@code value.name}: a method or an attribute. */
  public static Optional<Object> attribute(Object value, String name) {
    if (value instanceof Attributed attributed) {
      return attributed.attribute(name);
    }
    if (value instanceof String s) {
      return StringMethods.find(s, name);
    }
    if (value instanceof Map<?, ?> map) {
      return CollectionMethods.find(map, name);
    }
    return value instanceof List<?> list ? CollectionMethods.find(list, name) : Optional.empty();
  }

  /** {@code value[key]}. */
  public static Optional<Object> item(Object value, Object key, Budget budget) {
    if (value instanceof Map<?, ?> map) {
      return key instanceof Undefined
          ? Optional.empty()
          : Optional.ofNullable(map.get(Python.key(key)));
    }
    if (key instanceof Long || key instanceof Boolean) {
      long at = Python.integer(key);
      if (value instanceof List<?> list) {
        long index = at < 0 ? at + list.size() : at;
        return index >= 0 && index < list.size()
            ? Optional.of(list.get((int) index))
            : Optional.empty();
      }
      if (value instanceof String s) {
        budget.scan(s.length());
        int length = Text.length(s);
        long index = at < 0 ? at + length : at;
        return index >= 0 && index < length
            ? Optional.of(Character.toString(s.codePointAt(s.offsetByCodePoints(0, (int) index))))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Returns the value of a missing member, or throws an error if the object itself is missing. */
  public static Object missing(Object value, String name) {
    if (value instanceof Undefined u) {
      throw u.error();
    }
    return new Undefined(() -> "'%s' object has no attribute or item '%s'%s"
        .formatted(Python.typeName(value), name, known(value)));
  }

  private static String known(Object value) {
    return value instanceof Map<?, ?> map
            && map.size() < 12
            && map.keySet().stream().allMatch(k -> k instanceof String)
        ? ": it has "
            + String.join(
                ", ", new TreeSet<>(map.keySet().stream().map(Object::toString).toList()))
        : "";
  }

  /** Returns {@code value[from:to:step]} of a string, list or tuple; a bound that is left out is None. */
  public static Object slice(Object value, Object from, Object to, Object step, Budget budget) {
    if (value instanceof Undefined u) {
      throw u.error();
    }
    long by = bound(step, 1);
    if (by == 0) {
      throw new TemplateError("slice step cannot be zero");
    }
    int[] characters = null;
    int size;
    if (value instanceof String s) {
      budget.spend(s.length());
      characters = s.codePoints().toArray();
      size = characters.length;
    } else if (value instanceof List<?> list) {
      budget.spend(list.size());
      size = list.size();
    } else {
      throw new TemplateError("'%s' object has no slices".formatted(Python.typeName(value)));
    }
    long begin = clip(bound(from, by > 0 ? 0 : Long.MAX_VALUE), size, by);
    long end = to == None.NONE ? by > 0 ? size : -1 : clip(bound(to, 0), size, by);
    StringBuilder text = new StringBuilder();
    List<Object> part = new ArrayList<>();
    for (long i = begin; by > 0 ? i < end : i > end; i += by) {
      if (characters != null) {
        text.appendCodePoint(characters[(int) i]);
      } else {
        part.add(((List<?>) value).get((int) i));
      }
      if (by > size || by < -size) {
        break;
      }
    }
    return characters != null ? text.toString() : value instanceof Tuple ? new Tuple(part) : part;
  }

  private static long bound(Object value, long fallback) {
    if (value == None.NONE) {
      return fallback;
    }
    if (value instanceof Long || value instanceof Boolean) {
      return Python.integer(value);
    }
    throw value instanceof Undefined u
        ? u.error()
        : new TemplateError("slice indices must be integers, not " + Python.typeName(value));
  }

  private static long clip(long at, int size, long step) {
    long index = at < 0 ? at + size : at;
    return step > 0 ? Math.max(0, Math.min(size, index)) : Math.max(-1, Math.min(size - 1L, index));
  }
}
