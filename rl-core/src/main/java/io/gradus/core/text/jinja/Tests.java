package io.gradus.core.text.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tests by name: what may follow {@code is}. */
final class Tests {
  private static final Map<String, Test> TABLE = new TreeMap<>();

  static {
    TABLE.put("defined", (v, a) -> !(v instanceof Undefined));
    TABLE.put("undefined", (v, a) -> v instanceof Undefined);
    TABLE.put("none", (v, a) -> v == None.NONE);
    TABLE.put("string", (v, a) -> v instanceof String);
    TABLE.put("number", (v, a) -> Python.isNumber(v));
    TABLE.put("integer", (v, a) -> v instanceof Long);
    TABLE.put("float", (v, a) -> v instanceof Double);
    TABLE.put("boolean", (v, a) -> v instanceof Boolean);
    TABLE.put("true", (v, a) -> Boolean.TRUE.equals(v));
    TABLE.put("false", (v, a) -> Boolean.FALSE.equals(v));
    TABLE.put("mapping", (v, a) -> v instanceof Map);
    TABLE.put(
        "sequence",
        (v, a) ->
            v instanceof String || v instanceof List || v instanceof Map || v instanceof Undefined);
    TABLE.put(
        "iterable",
        (v, a) ->
            v instanceof String || v instanceof List || v instanceof Map || v instanceof Undefined);
    TABLE.put("callable", (v, a) -> v instanceof Callable);
    TABLE.put("odd", (v, a) -> modulo(v, 2L) == 1);
    TABLE.put("even", (v, a) -> modulo(v, 2L) == 0);
    TABLE.put("divisibleby", (v, a) -> modulo(v, other(a)) == 0);
    TABLE.put("lower", (v, a) -> lower(Python.text(v, a.budget())));
    TABLE.put("upper", (v, a) -> upper(Python.text(v, a.budget())));
    TABLE.put("sameas", (v, a) -> v == other(a) || (v instanceof Boolean && v.equals(other(a))));
    TABLE.put("in", (v, a) -> Python.contains(other(a), v, a.budget()));
    TABLE.put("filter", (v, a) -> v instanceof String s && Filters.find(s).isPresent());
    TABLE.put("test", (v, a) -> v instanceof String s && find(s).isPresent());
    compare("==", "eq", "equalto");
    compare("!=", "ne");
    compare("<", "lt", "lessthan");
    compare("<=", "le");
    compare(">", "gt", "greaterthan");
    compare(">=", "ge");
  }

  private Tests() {}

  private static void compare(String operator, String... names) {
    Test test = (v, a) -> Operators.holds(operator, v, other(a), a.budget());
    TABLE.put(operator, test);
    for (String name : names) {
      TABLE.put(name, test);
    }
  }

  static Optional<Test> find(String name) {
    return Optional.ofNullable(TABLE.get(name));
  }

  static List<String> names() {
    return List.copyOf(TABLE.keySet());
  }

  private static Object other(Arguments arguments) {
    return arguments.as("a test", "other").get("other");
  }

  private static long modulo(Object value, Object by) {
    if (value instanceof Long n && by instanceof Long m && m != 0) {
      return Math.floorMod(n, m);
    }
    throw value instanceof Undefined u
        ? u.error()
        : new TemplateError(
            "odd, even and divisibleby want integers, not " + Python.typeName(value));
  }

  private static boolean lower(String text) {
    return text.equals(text.toLowerCase(Locale.ROOT))
        && !text.equals(text.toUpperCase(Locale.ROOT));
  }

  private static boolean upper(String text) {
    return text.equals(text.toUpperCase(Locale.ROOT))
        && !text.equals(text.toLowerCase(Locale.ROOT));
  }
}
