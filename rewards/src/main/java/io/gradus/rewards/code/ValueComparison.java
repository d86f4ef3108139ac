package io.gradus.rewards.code;

import io.gradus.rewards.code.box.Literals;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Comparison of a value from untrusted code with the expected one. Whatever the value is, the time is linear in the
 * length of both values, except for a sort.
 *
 * @param tolerance for numbers
 * @param unordered whether lists may have any order
 */
record ValueComparison(Tolerance tolerance, boolean unordered) {
  /** No double can hold an integer with more digits. */
  private static final int MOST_DIGITS = 310;

  /**
   * Largest number of items of an unordered list that are compared in pairs, because they agree only within the
   * tolerance.
   */
  private static final int MOST_PAIRED = 2000;

  boolean same(@Nullable Object result, @Nullable Object expected) {
    if (expected instanceof Double number) {
      return isNumber(result) && tolerance.close(number(result), number, false);
    }
    if (expected instanceof BigInteger whole) {
      return sameWhole(result, whole);
    }
    if (expected instanceof List<?> wanted) {
      // a set also has an order, that of its iterator, but must not equal a sorted list by chance
      List<?> got = result instanceof Literals.Bag bag
          ? bag.items()
          : result instanceof List<?> list ? list : null;
      return got != null
          && got.size() == wanted.size()
          && (unordered ? sameInAnyOrder(got, wanted) : sameInOrder(got, wanted));
    }
    if (expected instanceof Map<?, ?> wanted) {
      return result instanceof Map<?, ?> got && sameMap(got, wanted);
    }
    return Objects.equals(result, expected);
  }

  private boolean sameWhole(@Nullable Object result, BigInteger expected) {
    if (result instanceof Literals.Whole whole && whole.digits().equals(expected.toString())) {
      return true;
    }
    if (tolerance.value(true) > 0) {
      return isNumber(result) && tolerance.close(number(result), expected.doubleValue(), true);
    }
    return result instanceof Double number
        && Double.isFinite(number)
        && new BigDecimal(number).compareTo(new BigDecimal(expected)) == 0;
  }

  private static boolean isNumber(@Nullable Object value) {
    return value instanceof Double || value instanceof Literals.Whole;
  }

  private static double number(@Nullable Object value) {
    if (value instanceof Literals.Whole whole) {
      String digits = whole.digits();
      if (digits.length() <= MOST_DIGITS) {
        return Double.parseDouble(digits);
      }
      return digits.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private boolean sameInOrder(List<?> got, List<?> wanted) {
    for (int i = 0; i < got.size(); i++) {
      if (!same(got.get(i), wanted.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Pairs items that are equal as texts, then the others within the tolerance. */
  private boolean sameInAnyOrder(List<?> got, List<?> wanted) {
    Map<String, List<@Nullable Object>> left = new HashMap<>();
    for (Object item : wanted) {
      left.computeIfAbsent(text(item), key -> new ArrayList<>()).add(item);
    }
    List<@Nullable Object> unpaired = new ArrayList<>();
    for (Object item : got) {
      List<@Nullable Object> twins = left.get(text(item));
      if (twins == null || twins.isEmpty()) {
        unpaired.add(item);
      } else {
        twins.remove(twins.size() - 1);
      }
    }
    List<@Nullable Object> rest = new ArrayList<>();
    left.values().forEach(rest::addAll);
    if (unpaired.isEmpty()) {
      return true;
    }
    if (unpaired.stream().allMatch(ValueComparison::isNumber)
        && rest.stream().allMatch(Number.class::isInstance)) {
      unpaired.sort(Comparator.comparingDouble(ValueComparison::number));
      rest.sort(Comparator.comparingDouble(ValueComparison::number));
      return sameInOrder(unpaired, rest);
    }
    return unpaired.size() <= MOST_PAIRED && paired(unpaired, rest);
  }

  private boolean paired(List<?> got, List<@Nullable Object> left) {
    for (Object item : got) {
      int at = 0;
      while (at < left.size() && !same(item, left.get(at))) {
        at++;
      }
      if (at == left.size()) {
        return false;
      }
      left.remove(at);
    }
    return true;
  }

  /** Returns a text that two values share only if they are equal, whatever the order of their lists. */
  private String text(@Nullable Object value) {
    if (value instanceof Literals.Bag bag) {
      return text(bag.items());
    }
    if (value instanceof List<?> list) {
      return "[" + String.join(",", list.stream().map(this::text).sorted().toList()) + "]";
    }
    if (value instanceof Map<?, ?> map) {
      TreeMap<String, String> sorted = new TreeMap<>();
      map.forEach((key, item) -> sorted.put(quoted(String.valueOf(key)), text(item)));
      return sorted.toString();
    }
    if (value instanceof Double number
        && number == Math.rint(number)
        && Math.abs(number) < 1L << 53) {
      return Long.toString(number.longValue());
    }
    return value instanceof String string ? quoted(string) : String.valueOf(value);
  }

  private static String quoted(String string) {
    return string.length() + "'" + string;
  }

  /** Compares maps; the keys of JSON and of an answer are texts. */
  private boolean sameMap(Map<?, ?> got, Map<?, ?> wanted) {
    return got.size() == wanted.size()
        && wanted.entrySet().stream()
            .allMatch(e -> got.containsKey(String.valueOf(e.getKey()))
                && same(got.get(String.valueOf(e.getKey())), e.getValue()));
  }
}
