package io.gradus.core.text.jinja.filter;

import io.gradus.core.text.jinja.value.Arguments;
import io.gradus.core.text.jinja.value.Arguments.Bound;
import io.gradus.core.text.jinja.value.Budget;
import io.gradus.core.text.jinja.value.CollectionMethods;
import io.gradus.core.text.jinja.value.Formats;
import io.gradus.core.text.jinja.value.Json;
import io.gradus.core.text.jinja.value.Members;
import io.gradus.core.text.jinja.value.None;
import io.gradus.core.text.jinja.value.Python;
import io.gradus.core.text.jinja.value.Representation;
import io.gradus.core.text.jinja.value.StringMethods;
import io.gradus.core.text.jinja.value.TemplateError;
import io.gradus.core.text.jinja.value.Text;
import io.gradus.core.text.jinja.value.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The filters by name. */
public final class Filters {
  private static final Pattern WORD = Pattern.compile("[^-\\s({\\[<]+");
  private static final Map<String, Filter> TABLE = new TreeMap<>();

  // The table is split into short methods, because NullAway takes quadratic time for the lambdas of
  // one method.
  static {
    texts(TABLE);
    layouts(TABLE);
    numbers(TABLE);
    collections(TABLE);
    sequences(TABLE);
  }

  private static void texts(Map<String, Filter> table) {
    table.put("trim", (v, a) -> trim(text(v, a), a.as("trim", "chars")));
    table.put("upper", (v, a) -> text(v, a).toUpperCase(Locale.ROOT));
    table.put("lower", (v, a) -> text(v, a).toLowerCase(Locale.ROOT));
    table.put("capitalize", (v, a) -> StringMethods.capitalize(text(v, a)));
    table.put(
        "title",
        (v, a) -> WORD.matcher(text(v, a))
            .replaceAll(m ->
                StringMethods.capitalize(m.group()).replace("\\", "\\\\").replace("$", "\\$")));
    table.put("string", (v, a) -> text(v, a));
    table.put("safe", (v, a) -> text(v, a));
    table.put(
        "replace",
        (v, a) -> StringMethods.replace(text(v, a), a.as("replace", "old", "new", "count")));
  }

  private static void layouts(Map<String, Filter> table) {
    table.put("format", (v, a) -> Formats.percent(text(v, a), a.positional(), a.budget()));
    table.put("indent", (v, a) -> indent(text(v, a), a.as("indent", "width", "first", "blank")));
    table.put("escape", (v, a) -> escape(text(v, a), a.budget()));
    table.put("e", (v, a) -> escape(text(v, a), a.budget()));
    table.put(
        "wordcount",
        (v, a) -> Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS)
            .matcher(text(v, a))
            .results()
            .count());
    table.put("tojson", Json::dump);
  }

  private static void numbers(Map<String, Filter> table) {
    table.put("length", (v, a) -> length(v, a.budget()));
    table.put("count", (v, a) -> length(v, a.budget()));
    table.put("default", (v, a) -> fallback(v, a.as("default", "default_value", "boolean")));
    table.put("d", (v, a) -> fallback(v, a.as("d", "default_value", "boolean")));
    table.put("int", (v, a) -> NumberFilters.integer(v, a.as("int", "default", "base")));
    table.put("float", (v, a) -> NumberFilters.real(v, a.as("float", "default")));
    table.put("abs", (v, a) -> NumberFilters.absolute(v));
    table.put("round", (v, a) -> NumberFilters.round(v, a.as("round", "precision", "method")));
  }

  private static void collections(Map<String, Filter> table) {
    table.put("list", (v, a) -> Python.items(v, a.budget()));
    table.put(
        "items",
        (v, a) -> v instanceof Undefined
            ? List.of()
            : CollectionMethods.pairs(map(v, "items"), a.budget()));
    table.put(
        "dictsort",
        (v, a) -> Sequences.sorted(
            CollectionMethods.pairs(map(v, "dictsort"), a.budget()), 0L, false, false, a.budget()));
    table.put(
        "first",
        (v, a) -> Python.items(v, a.budget()).stream()
            .findFirst()
            .orElseGet(() -> new Undefined("No first item, sequence was empty.")));
    table.put("last", (v, a) -> Sequences.last(Python.items(v, a.budget())));
    table.put("reverse", (v, a) -> Sequences.reversed(v, a.budget()));
    table.put("join", (v, a) -> join(v, a.as("join", "d", "attribute")));
    table.put(
        "attr",
        (v, a) -> Members.attribute(v, a.as("attr", "name").text("name"))
            .orElseGet(() -> new Undefined("no such attribute")));
  }

  private static void sequences(Map<String, Filter> table) {
    table.put("sum", (v, a) -> Sequences.sum(v, a.as("sum", "attribute", "start")));
    table.put("min", (v, a) -> Sequences.extreme(v, a, -1));
    table.put("max", (v, a) -> Sequences.extreme(v, a, 1));
    table.put(
        "unique", (v, a) -> Sequences.unique(v, a.as("unique", "case_sensitive", "attribute")));
    table.put("sort", (v, a) -> sort(v, a.as("sort", "reverse", "case_sensitive", "attribute")));
    table.put("batch", (v, a) -> Sequences.batch(v, a.as("batch", "linecount", "fill_with")));
    table.put(
        "groupby",
        (v, a) -> Sequences.groups(v, a.as("groupby", "attribute", "default", "case_sensitive")));
    table.put("map", Sequences::map);
    table.put("select", (v, a) -> Sequences.select(v, a, false, true));
    table.put("reject", (v, a) -> Sequences.select(v, a, false, false));
    table.put("selectattr", (v, a) -> Sequences.select(v, a, true, true));
    table.put("rejectattr", (v, a) -> Sequences.select(v, a, true, false));
  }

  private Filters() {}

  /** Returns the filter with this name. */
  public static Optional<Filter> find(String name) {
    return Optional.ofNullable(TABLE.get(name));
  }

  /** Returns the names of all filters, sorted. */
  public static List<String> names() {
    return List.copyOf(new TreeSet<>(TABLE.keySet()));
  }

  private static String text(Object value, Arguments arguments) {
    String text = Representation.text(value, arguments.budget());
    arguments.budget().spend(text.length());
    return text;
  }

  private static String trim(String text, Bound arguments) {
    return arguments
        .optionalText("chars")
        .map(characters -> {
          arguments.arguments().budget().spend(characters.length());
          return Text.strip(text, characters, true, true);
        })
        .orElseGet(() -> Text.strip(text, true, true));
  }

  private static Map<?, ?> map(Object value, String filter) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new TemplateError("%s wants a dict, not %s".formatted(filter, Python.typeName(value)));
  }

  private static long length(Object value, Budget budget) {
    if (value instanceof String s) {
      budget.scan(s.length());
      return Text.length(s);
    }
    if (value instanceof List<?> list) {
      return list.size();
    }
    if (value instanceof Map<?, ?> map) {
      return map.size();
    }
    if (value instanceof Undefined) {
      return 0;
    }
    throw new TemplateError("object of type '%s' has no length".formatted(Python.typeName(value)));
  }

  private static Object fallback(Object value, Bound arguments) {
    boolean missing =
        value instanceof Undefined || (arguments.flag("boolean", false) && !Python.truth(value));
    return missing ? arguments.get("default_value", "") : value;
  }

  private static String indent(String text, Bound arguments) {
    Object width = arguments.get("width", 4L);
    long blanks = width instanceof String ? 0 : arguments.integer("width", 4);
    arguments.arguments().budget().spend(Math.max(0, blanks));
    String margin = width instanceof String s ? s : " ".repeat((int) Math.max(0, blanks));
    boolean blank = arguments.flag("blank", false);
    StringBuilder indented = new StringBuilder(arguments.flag("first", false) ? margin : "");
    String[] lines = text.split("\n", -1);
    arguments.arguments().budget().make(lines.length);
    for (int i = 0; i < lines.length; i++) {
      arguments.arguments().budget().spend(margin.length());
      indented
          .append(i > 0 ? "\n" : "")
          .append(i > 0 && (blank || !lines[i].isEmpty()) ? margin : "")
          .append(lines[i]);
    }
    return indented.toString();
  }

  private static String escape(String text, Budget budget) {
    budget.spend(5L * text.length());
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;")
        .replace("\"", "&#34;");
  }

  private static String join(Object value, Bound arguments) {
    Budget budget = arguments.arguments().budget();
    List<Object> texts = new ArrayList<>();
    for (Object item : Sequences.attributes(value, arguments.get("attribute", None.NONE), budget)) {
      texts.add(Representation.text(item, budget));
    }
    return StringMethods.join(Representation.text(arguments.get("d", ""), budget), texts, budget);
  }

  private static Object sort(Object value, Bound arguments) {
    return Sequences.sorted(
        value,
        arguments.get("attribute", None.NONE),
        arguments.flag("case_sensitive", false),
        arguments.flag("reverse", false),
        arguments.arguments().budget());
  }
}
