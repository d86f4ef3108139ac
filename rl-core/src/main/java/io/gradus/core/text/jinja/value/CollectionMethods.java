package io.gradus.core.text.jinja.value;

import io.gradus.core.text.jinja.value.Arguments.Bound;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The methods of Python's {@code dict} and {@code list} that only read. Methods that change a value are refused, as in
 * Jinja's sandbox.
 */
public final class CollectionMethods {
  private static final Set<String> CHANGE_LISTS =
      Set.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");
  private static final Set<String> CHANGE_DICTS =
      Set.of("clear", "pop", "popitem", "setdefault", "update");

  private CollectionMethods() {}

  static Optional<Object> find(Map<?, ?> map, String name) {
    Callable method = switch (name) {
      case "items" -> a -> pairs(map, a.budget());
      case "keys" -> a -> Python.items(map, a.budget());
      case "values" -> a -> values(map, a.budget());
      case "copy" -> a -> map;
      case "get" ->
        a -> {
          Bound bound = a.as("get", "key", "default");
          Object value = map.get(Python.key(bound.get("key")));
          return value != null ? value : bound.get("default", None.NONE);
        };
      default ->
        a -> {
          throw new TemplateError(
              "method '%s' changes a dict, which templates must not do. Remove the call"
                  .formatted(name));
        };
    };
    return Set.of("items", "keys", "values", "copy", "get").contains(name)
            || CHANGE_DICTS.contains(name)
        ? Optional.of(method)
        : Optional.empty();
  }

  /** Returns the items of a dict as tuples of key and value. */
  public static List<Object> pairs(Map<?, ?> map, Budget budget) {
    budget.make(map.size());
    List<Object> pairs = new ArrayList<>();
    map.forEach((k, v) -> pairs.add(new Tuple(List.of(k, v))));
    return pairs;
  }

  private static List<Object> values(Map<?, ?> map, Budget budget) {
    budget.spend(map.size());
    return new ArrayList<>(map.values());
  }

  static Optional<Object> find(List<?> list, String name) {
    Callable method = switch (name) {
      case "index" ->
        a -> {
          Object wanted = a.as("index", "value").get("value");
          for (int i = 0; i < list.size(); i++) {
            if (Comparisons.equal(list.get(i), wanted, a.budget())) {
              return (long) i;
            }
          }
          throw new TemplateError("the value is not in the list");
        };
      case "count" ->
        a -> {
          Object wanted = a.as("count", "value").get("value");
          return list.stream()
              .filter(v -> Comparisons.equal(v, wanted, a.budget()))
              .count();
        };
      case "copy" -> a -> list;
      default ->
        a -> {
          throw new TemplateError(
              "method '%s' changes a list, which templates must not do. Remove the call"
                  .formatted(name));
        };
    };
    return Set.of("index", "count", "copy").contains(name) || CHANGE_LISTS.contains(name)
        ? Optional.of(method)
        : Optional.empty();
  }
}
