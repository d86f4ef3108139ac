package io.gradus.core.text.jinja.filter;

import io.gradus.core.text.jinja.value.Budget;
import io.gradus.core.text.jinja.value.Members;
import io.gradus.core.text.jinja.value.None;
import io.gradus.core.text.jinja.value.Representation;
import java.util.Arrays;
import java.util.List;

/**
 * A dotted path to an attribute, such as {@code function.name} or {@code 0.role}, split once for all items of a filter.
 */
final class AttributePath {
  /** A part by its name and by the key that it is looked up with: a string, or a number where the part is one. */
  private record Part(String name, Object key) {}

  private final List<Part> parts;

  private AttributePath(List<Part> parts) {
    this.parts = parts;
  }

  /** Splits a path. The path None means the item itself. */
  static AttributePath parse(Object path, Budget budget) {
    if (path == None.NONE) {
      return new AttributePath(List.of());
    }
    String text = Representation.text(path, budget);
    budget.spend(text.length());
    String[] names = text.split("\\.");
    budget.make(names.length);
    return new AttributePath(Arrays.stream(names)
        .map(
            name -> new Part(name, name.matches("\\d{1,9}") ? (Object) Long.parseLong(name) : name))
        .toList());
  }

  /** Returns the attribute of an item. */
  Object of(Object item, Budget budget) {
    Object value = item;
    for (Part part : parts) {
      budget.spend(1);
      Object from = value;
      value = Members.item(from, part.key(), budget)
          .or(() -> Members.attribute(from, part.name()))
          .orElseGet(() -> Members.missing(from, part.name()));
    }
    return value;
  }
}
