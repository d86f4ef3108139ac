package io.gradus.core.text.jinja.filter;

import io.gradus.core.text.jinja.value.Arguments;
import io.gradus.core.text.jinja.value.Arguments.Bound;
import io.gradus.core.text.jinja.value.Budget;
import io.gradus.core.text.jinja.value.Comparisons;
import io.gradus.core.text.jinja.value.GroupedItems;
import io.gradus.core.text.jinja.value.None;
import io.gradus.core.text.jinja.value.Python;
import io.gradus.core.text.jinja.value.Representation;
import io.gradus.core.text.jinja.value.TemplateError;
import io.gradus.core.text.jinja.value.Undefined;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The filters that work on the items of a sequence. */
final class Sequences {
  private Sequences() {}

  static List<Object> attributes(Object value, Object path, Budget budget) {
    AttributePath attribute = AttributePath.parse(path, budget);
    List<Object> values = new ArrayList<>();
    Python.items(value, budget).forEach(item -> values.add(attribute.of(item, budget)));
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
    Budget budget = arguments.budget();
    return keyed(
            value, bound.get("attribute", None.NONE), bound.flag("case_sensitive", false), budget)
        .stream()
        .reduce((a, b) -> sign * Comparisons.compare(b.key(), a.key(), budget) > 0 ? b : a)
        .map(Keyed::item)
        .orElseGet(() -> new Undefined("No aggregated item, sequence was empty."));
  }

  static List<Object> unique(Object value, Bound arguments) {
    Budget budget = arguments.arguments().budget();
    boolean exact = arguments.flag("case_sensitive", false);
    List<Object> seen = new ArrayList<>();
    List<Object> kept = new ArrayList<>();
    for (Keyed item : keyed(value, arguments.get("attribute", None.NONE), exact, budget)) {
      if (seen.stream().noneMatch(s -> Comparisons.equal(s, item.key(), budget))) {
        seen.add(item.key());
        kept.add(item.item());
      }
    }
    return kept;
  }

  /** Returns the items in the order of an attribute; items with equal attributes keep their order. */
  static List<Object> sorted(
      Object value, Object path, boolean exact, boolean reverse, Budget budget) {
    List<Keyed> items = keyed(value, path, exact, budget);
    Comparator<Keyed> order = (a, b) -> Comparisons.compare(a.key(), b.key(), budget);
    items.sort(reverse ? order.reversed() : order);
    List<Object> sorted = new ArrayList<>();
    items.forEach(item -> sorted.add(item.item()));
    return sorted;
  }

  /** An item and what it is compared by, computed once. */
  private record Keyed(Object item, Object key) {}

  private static List<Keyed> keyed(Object value, Object path, boolean exact, Budget budget) {
    AttributePath attribute = AttributePath.parse(path, budget);
    List<Object> items = Python.items(value, budget);
    budget.make(items.size());
    List<Keyed> keyed = new ArrayList<>();
    for (Object item : items) {
      Object key = attribute.of(item, budget);
      if (!exact && key instanceof String text) {
        budget.spend(text.length());
        key = text.toLowerCase(Locale.ROOT);
      }
      keyed.add(new Keyed(item, key));
    }
    return keyed;
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

  /** Returns pairs of a value and the items that have this value, in the order of the values. */
  static List<Object> groups(Object value, Bound arguments) {
    Budget budget = arguments.arguments().budget();
    Object path = arguments.get("attribute");
    AttributePath attribute = AttributePath.parse(path, budget);
    List<Keyed> items = keyed(value, path, arguments.flag("case_sensitive", false), budget);
    items.sort((a, b) -> Comparisons.compare(a.key(), b.key(), budget));
    List<Object> groups = new ArrayList<>();
    List<Object> members = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      members.add(items.get(i).item());
      Object key = items.get(i).key();
      if (i + 1 == items.size() || !Comparisons.equal(key, items.get(i + 1).key(), budget)) {
        budget.make(2);
        groups.add(new GroupedItems(attribute.of(members.get(0), budget), members));
        members = new ArrayList<>();
      }
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
    String name = Representation.text(arguments.positional().get(0), budget);
    Filter filter = Filters.find(name)
        .orElseThrow(() -> new TemplateError("No filter named '%s'.".formatted(name)));
    Arguments rest = after(1, arguments);
    Python.items(value, budget).forEach(item -> mapped.add(filter.apply(item, rest)));
    return mapped;
  }

  /**
   * Returns the items that pass a test, or whose attribute passes the test; without a test, the items that are true.
   */
  static List<Object> select(
      Object value, Arguments arguments, boolean byAttribute, boolean wanted) {
    Budget budget = arguments.budget();
    int skip = byAttribute ? 1 : 0;
    if (arguments.positional().size() < skip) {
      throw new TemplateError("selectattr and rejectattr need an attribute");
    }
    Object path = byAttribute ? arguments.positional().get(0) : None.NONE;
    boolean plain = arguments.positional().size() == skip;
    String name = plain ? "" : Representation.text(arguments.positional().get(skip), budget);
    Test test = plain
        ? (item, a) -> Python.truth(item)
        : Tests.find(name)
            .orElseThrow(() -> new TemplateError("No test named '%s'.".formatted(name)));
    Arguments rest = after(plain ? skip : skip + 1, arguments);
    AttributePath attribute = AttributePath.parse(path, budget);
    List<Object> kept = new ArrayList<>();
    for (Object item : Python.items(value, budget)) {
      if (test.holds(attribute.of(item, budget), rest) == wanted) {
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
