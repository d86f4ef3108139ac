package io.gradus.core.text.jinja.value;

import java.util.List;
import java.util.Optional;

/**
 * A pair that {@code groupby} makes: the value, also {@code .grouper}, and the items that have it, also {@code .list}.
 */
public final class GroupedItems extends Tuple implements Attributed {

  /** Creates a pair of a value and the items that have it. */
  public GroupedItems(Object grouper, List<Object> items) {
    super(List.of(grouper, items));
  }

  @Override
  public Optional<Object> attribute(String name) {
    return switch (name) {
      case "grouper" -> Optional.of(get(0));
      case "list" -> Optional.of(get(1));
      default -> CollectionMethods.find(this, name);
    };
  }
}
