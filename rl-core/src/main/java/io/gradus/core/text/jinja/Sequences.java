package io.gradus.core.text.jinja;

import io.gradus.core.text.jinja.Arguments.Bound;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The filters that work on the items of a sequence. */
final class Sequences {
  private Sequences() {}

  /** An item's attribute by a dotted path, or the item where no attribute is asked for. */
  static Object attribute(Object item, Object path, Budget budget) {
    if (path == None.NONE) {
      return item;
    }
    Object value = item;
    for (String part : Python.text(path, budget).split("\\.")) {
      budget.spend(1);
      Object from = value;
      Object key = part.matches("\\d{1,9}") ? (Object) Long.parseLong(part) : part;
      value = Members.item(from, key)
          .or(() -> Members.attribute(from, part))
          .orElseGet(() -> Members.missing(from, part));
    }
    return value;
  }

  static List<Object> attributes(Object value, Object path, Budget budget) {
    List<Object> values = new ArrayList<>();
    Python.items(value, budget).forEach(item -> values.add(attribute(item, path, budget)));
    return values;
  }

  static Object last(List<Object> items) {
    return items.isEmpty()
        ? new Undefined("No last item, sequence was empty.")
        : items.get(items.size() - 1);
  }

  static Object reversed(Object value, Budget budget) {
    if (value instanceof String s) {
      budget.spend(s.length());
      return new StringBuilder(s).reverse().toString();
    }
    List<Object> items = new ArrayList<>(Python.items(value, budget));
    Collections.reverse(items);
    return items;
  }

  static Object sum(Object value, Bound arguments) {
    Budget budget = arguments.arguments().budget();
    Object total = arguments.get("start", 0L);
    for (Object item : attributes(value, arguments.get("attribute", None.NONE), budget)) {
      double real = Python.real(item, "sum");
      total = Python.isReal(item) || Python.isReal(total)
          ? (Object) (Python.real(total, "sum") + real)
          : Math.addExact(Python.integer(total), Python.integer(item));
    }
    return total;
  }

  static Object extreme(Object value, Arguments arguments, int sign) {
    Bound bound = arguments.as(sign < 0 ? "min" : "max", "case_sensitive", "attribute");
    Object path = bound.get("attribute", None.NONE);
    boolean exact = bound.flag("case_sensitive", false);
    Budget budget = arguments.budget();
    return Python.items(value, budget).stream()
        .reduce((a, b) -> sign
                    * Python.compare(
                        folded(attribute(b, path, budget), exact),
                        folded(attribute(a, path, budget), exact),
                        budget)
                > 0
            ? b
            : a)
        .orElseGet(() -> new Undefined("No aggregated item, sequence was empty."));
  }

  static List<Object> unique(Object value, Bound arguments) {
    Budget budget = arguments.arguments().budget();
    boolean exact = arguments.flag("case_sensitive", false);
    List<Object> seen = new ArrayList<>();
    List<Object> kept = new ArrayList<>();
    for (Object item : Python.items(value, budget)) {
      Object key = folded(attribute(item, arguments.get("attribute", None.NONE), budget), exact);
      if (seen.stream().noneMatch(s -> Python.equal(s, key, budget))) {
        seen.add(key);
        kept.add(item);
      }
    }
    return kept;
  }

  private static Object folded(Object value, boolean exact) {
    return !exact && value instanceof String s ? s.toLowerCase(Locale.ROOT) : value;
  }

  static List<Object> batch(Object value, Bound arguments) {
    Budget budget = arguments.arguments().budget();
    long size = Math.max(1, arguments.integer("linecount", 1));
    List<Object> batches = new ArrayList<>();
    List<Object> batch = new ArrayList<>();
    for (Object item : Python.items(value, budget)) {
      if (batch.size() == size) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
      batch.add(item);
    }
    if (!batch.isEmpty()) {
      Object fill = arguments.get("fill_with", None.NONE);
      while (fill != None.NONE && batch.size() < size) {
        budget.spend(1);
        batch.add(fill);
      }
      batches.add(batch);
    }
    return batches;
  }

  /** Pairs of a value and the items that have it, in the order of the values. */
  static List<Object> groups(Object value, Bound arguments) {
    Budget budget = arguments.arguments().budget();
    Object path = arguments.get("attribute");
    List<Object> items = new ArrayList<>(Python.items(value, budget));
    items.sort(
        (a, b) -> Python.compare(attribute(a, path, budget), attribute(b, path, budget), budget));
    List<Object> groups = new ArrayList<>();
    List<Object> members = new ArrayList<>();
    for (Object item : items) {
      if (!members.isEmpty()
          && !Python.equal(
              attribute(members.get(0), path, budget), attribute(item, path, budget), budget)) {
        groups.add(new Tuple(List.of(attribute(members.get(0), path, budget), members)));
        members = new ArrayList<>();
      }
      members.add(item);
    }
    if (!members.isEmpty()) {
      groups.add(new Tuple(List.of(attribute(members.get(0), path, budget), members)));
    }
    return groups;
  }

  /** {@code map(attribute='x', default=...)} or {@code map('filter', ...)}. */
  static List<Object> map(Object value, Arguments arguments) {
    Budget budget = arguments.budget();
    List<Object> mapped = new ArrayList<>();
    if (arguments.positional().isEmpty()) {
      Bound bound = arguments.as("map", "attribute", "default");
      for (Object item : attributes(value, bound.get("attribute"), budget)) {
        mapped.add(item instanceof Undefined ? bound.get("default", item) : item);
      }
      return mapped;
    }
    String name = Python.text(arguments.positional().get(0), budget);
    Filter filter = Filters.find(name)
        .orElseThrow(() -> new TemplateError("No filter named '%s'.".formatted(name)));
    Arguments rest = after(1, arguments);
    Python.items(value, budget).forEach(item -> mapped.add(filter.apply(item, rest)));
    return mapped;
  }

  /** The items (or those whose attribute) for which a test holds; without a test, those that are true. */
  static List<Object> select(
      Object value, Arguments arguments, boolean byAttribute, boolean wanted) {
    Budget budget = arguments.budget();
    int skip = byAttribute ? 1 : 0;
    if (arguments.positional().size() < skip) {
      throw new TemplateError("selectattr and rejectattr need an attribute");
    }
    Object path = byAttribute ? arguments.positional().get(0) : None.NONE;
    boolean plain = arguments.positional().size() == skip;
    String name = plain ? "" : Python.text(arguments.positional().get(skip), budget);
    Test test = plain
        ? (item, a) -> Python.truth(item)
        : Tests.find(name)
            .orElseThrow(() -> new TemplateError("No test named '%s'.".formatted(name)));
    Arguments rest = after(plain ? skip : skip + 1, arguments);
    List<Object> kept = new ArrayList<>();
    for (Object item : Python.items(value, budget)) {
      if (test.holds(attribute(item, path, budget), rest) == wanted) {
        kept.add(item);
      }
    }
    return kept;
  }

  private static Arguments after(int skip, Arguments arguments) {
    return new Arguments(
        arguments.positional().subList(skip, arguments.positional().size()),
        arguments.named(),
        arguments.budget());
  }
}
