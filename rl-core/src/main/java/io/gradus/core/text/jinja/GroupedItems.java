package io.gradus.core.text.jinja;

import java.util.List;
import java.util.Optional;

/** A pair that {@code groupby} makes: the value, also {@code .grouper}, and the items that have it, also {@code .list}. */
final class GroupedItems extends Tuple {

  GroupedItems(Object grouper, List<Object> items) {
    super(List.of(grouper, items));
  }

  Optional<Object> find(String name) {
    return switch (name) {
      case "grouper" -> Optional.of(get(0));
      case "list" -> Optional.of(get(1));
      default -> CollectionMethods.find(this, name);
    };
  }
}
