package io.gradus.core.text.jinja.filter;

import io.gradus.core.text.jinja.value.Arguments;
import io.gradus.core.text.jinja.value.Callable;
import io.gradus.core.text.jinja.value.Comparisons;
import io.gradus.core.text.jinja.value.None;
import io.gradus.core.text.jinja.value.Python;
import io.gradus.core.text.jinja.value.Representation;
import io.gradus.core.text.jinja.value.TemplateError;
import io.gradus.core.text.jinja.value.Undefined;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tests that may follow {@code is}, by name. */
public final class Tests {
  private static final Map<String, Test> TABLE = new TreeMap<>();

  // The table is split into short methods, because NullAway takes quadratic time for the lambdas of
  // one method.
  static {
    kinds(TABLE);
    states(TABLE);
    others(TABLE);
    comparisons(TABLE);
  }

  private static void kinds(Map<String, Test> table) {
    table.put("string", (v, a) -> v instanceof String);
    table.put("number", (v, a) -> Python.isNumber(v));
    table.put("integer", (v, a) -> v instanceof Long);
    table.put("float", (v, a) -> v instanceof Double);
    table.put("boolean", (v, a) -> v instanceof Boolean);
    table.put("mapping", (v, a) -> v instanceof Map);
    table.put(
        "sequence",
        (v, a) ->
            v instanceof String || v instanceof List || v instanceof Map || v instanceof Undefined);
    table.put(
        "iterable",
        (v, a) ->
            v instanceof String || v instanceof List || v instanceof Map || v instanceof Undefined);
    table.put("callable", (v, a) -> v instanceof Callable);
  }

  private static void states(Map<String, Test> table) {
    table.put("defined", (v, a) -> !(v instanceof Undefined));
    table.put("undefined", (v, a) -> v instanceof Undefined);
    table.put("none", (v, a) -> v == None.NONE);
    table.put("true", (v, a) -> Boolean.TRUE.equals(v));
    table.put("false", (v, a) -> Boolean.FALSE.equals(v));
    table.put("lower", (v, a) -> lower(text(v, a)));
    table.put("upper", (v, a) -> upper(text(v, a)));
  }

  private static void others(Map<String, Test> table) {
    table.put("odd", (v, a) -> modulo(v, 2L) == 1);
    table.put("even", (v, a) -> modulo(v, 2L) == 0);
    table.put("divisibleby", (v, a) -> modulo(v, other(a)) == 0);
    table.put("sameas", (v, a) -> v == other(a) || (v instanceof Boolean && v.equals(other(a))));
    table.put("in", (v, a) -> Comparisons.contains(other(a), v, a.budget()));
    table.put("filter", (v, a) -> v instanceof String s && Filters.find(s).isPresent());
    table.put("test", (v, a) -> v instanceof String s && find(s).isPresent());
  }

  private static void comparisons(Map<String, Test> table) {
    compare(table, "==", "eq", "equalto");
    compare(table, "!=", "ne");
    compare(table, "<", "lt", "lessthan");
    compare(table, "<=", "le");
    compare(table, ">", "gt", "greaterthan");
    compare(table, ">=", "ge");
  }

  private Tests() {}

  private static void compare(Map<String, Test> table, String operator, String... names) {
    Test test = (v, a) -> Comparisons.holds(operator, v, other(a), a.budget());
    table.put(operator, test);
    for (String name : names) {
      table.put(name, test);
    }
  }

  /** Returns the test with this name. */
  public static Optional<Test> find(String name) {
    return Optional.ofNullable(TABLE.get(name));
  }

  /** Returns the names of all tests, sorted. */
  public static List<String> names() {
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

  private static String text(Object value, Arguments arguments) {
    String text = Representation.text(value, arguments.budget());
    arguments.budget().spend(text.length());
    return text;
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
