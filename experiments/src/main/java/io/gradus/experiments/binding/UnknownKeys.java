package io.gradus.experiments.binding;

import io.gradus.core.component.KebabCase;
import io.gradus.core.component.Suggestion;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reports the keys of a mapping that its record does not have, each with a remedy. */
final class UnknownKeys {
  /** Largest number of unknown keys of one mapping that get their own message. */
  private static final int MOST = 20;

  private final Schema schema;
  private final ForeignNames foreign;

  UnknownKeys(Schema schema, ForeignNames foreign) {
    this.schema = schema;
    this.foreign = foreign;
  }

  /**
   * Adds a fault for each unknown key.
   *
   * @param root type of the recipe, because a misplaced key may belong elsewhere in it
   * @return the keys that the user probably meant, so that they are not also reported as missing
   */
  Set<String> report(
      Class<?> root, Class<?> type, Node.Mapping mapping, String path, List<Fault> faults) {
    List<String> names = Key.names(type);
    Set<String> meant = new HashSet<>();
    List<String> unknown = mapping.entries().keySet().stream()
        .filter(name -> !names.contains(name))
        .toList();
    Set<String> rest =
        new HashSet<>(unknown.subList(Math.min(MOST, unknown.size()), unknown.size()));
    List<String> free = names.stream().filter(n -> mapping.get(n) == null).toList();
    mapping.entries().forEach((name, entry) -> {
      if (names.contains(name)) {
        return;
      }
      // Each message searches all names for the nearest, so thousands of keys would take minutes.
      if (rest.contains(name)) {
        if (name.equals(unknown.get(MOST))) {
          faults.add(new Fault(
              entry.key(),
              "%s: unknown key, and so are %,d more of this mapping"
                  .formatted(Node.join(path, name), unknown.size() - MOST - 1)));
        }
        return;
      }
      List<String> nearest = Suggestion.nearest(name, free);
      meant.addAll(nearest);
      meant.add(name.split(":", 2)[0]);
      String keyPath = Node.join(path, name);
      if (nearest.isEmpty() && within(entry.value(), keyPath, faults)) {
        return;
      }
      foreign.ours(keyPath).forEach(ours -> meant.add(ours.substring(ours.lastIndexOf('.') + 1)));
      String remedy = remedy(root, names, free, name, keyPath);
      List<String> missing = missing(type, free, meant);
      if (Schema.lists(remedy) && unknown.size() == 1 && missing.size() == 1) {
        // The only key that is left over must be the only key that is missing.
        meant.addAll(missing);
        remedy = "Did you mean '%s', which is missing? %s".formatted(missing.get(0), remedy);
      }
      add(faults, entry, keyPath, remedy);
    });
    return meant;
  }

  /** Required keys that are missing, and that were not given under a misspelt name either. */
  private static List<String> missing(Class<?> type, List<String> free, Set<String> meant) {
    return Key.of(type).stream()
        .filter(key -> key.defaultText() == null && !key.optional())
        .map(Key::name)
        .filter(name -> free.contains(name) && !meant.contains(name))
        .toList();
  }

  /** Adds a fault for a misspelt {@code type}; returns false if no key is near it. */
  boolean reportType(Node.Mapping mapping, String path, List<Fault> faults) {
    List<String> near = Suggestion.nearest("type", mapping.entries().keySet());
    mapping.entries().forEach((name, entry) -> {
      if (near.indexOf(name) == 0) {
        add(faults, entry, Node.join(path, name), "Did you mean 'type'?");
      }
    });
    return !near.isEmpty();
  }

  private String remedy(
      Class<?> root, List<String> names, List<String> free, String name, String keyPath) {
    String respelt = KebabCase.of(name).replace('_', '-');
    Optional<String> ours = names.contains(respelt) ? Optional.empty() : foreign.remedy(keyPath);
    String own = schema.remedy(root, names, free, name);
    // If our own remedy only guesses a name, it is left out, because the table gives a better
    // remedy.
    boolean only = Schema.lists(own) || Schema.guesses(own);
    return ours.map(words -> only ? words : own.replaceFirst("([^?.])$", "$1.") + " " + words)
        .orElse(own);
  }

  /** Reports the names of another trainer within an unknown mapping, such as verl's {@code actor_rollout_ref}. */
  private boolean within(Node node, String path, List<Fault> faults) {
    boolean any = false;
    if (node instanceof Node.Mapping mapping) {
      for (Map.Entry<String, Node.Entry> inner : mapping.entries().entrySet()) {
        String innerPath = Node.join(path, inner.getKey());
        Optional<String> ours = foreign.remedy(innerPath);
        if (within(inner.getValue().value(), innerPath, faults)) {
          any = true;
        } else if (ours.isPresent()) {
          any = true;
          add(faults, inner.getValue(), innerPath, ours.get());
        }
      }
    }
    return any;
  }

  private static void add(List<Fault> faults, Node.Entry entry, String path, String remedy) {
    faults.add(new Fault(entry.key(), path + ": unknown key. " + remedy));
  }
}
