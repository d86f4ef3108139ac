package io.gradus.experiments.binding;

import io.gradus.core.component.Components;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/** Records and their keys, kinds of components and their names, as they hang together below a type. */
public final class SchemaTree {
  private final Components components;

  SchemaTree(Components components) {
    this.components = components;
  }

  /**
   * A key of a record or the name of a component.
   *
   * @param owner the record or the kind
   * @param home where the owner stands, in the words of a recipe: {@code stages[...] (type: grpo)}; empty for the root
   * @param path where this stands: {@code stages.grpo.plan}
   */
  record Branch(Class<?> owner, String home, String path, String name, Type type) {
    /** The type, or that of the elements of a list, a mapping or an optional value. */
    Class<?> inner() {
      Type inner = type;
      while (inner instanceof ParameterizedType generic) {
        Type[] arguments = generic.getActualTypeArguments();
        inner = arguments[arguments.length - 1];
      }
      return (Class<?>) inner;
    }

    private boolean list() {
      return type instanceof ParameterizedType generic && generic.getRawType() == List.class;
    }
  }

  private record Stand(Class<?> type, String home, String path) {}

  /** All branches below a type, the nearest first; a type that stands in two places is entered at the nearer one. */
  List<Branch> below(Class<?> root) {
    List<Branch> branches = new ArrayList<>();
    Set<Class<?>> seen = new HashSet<>(Set.of(root));
    Queue<Stand> next = new ArrayDeque<>(List.of(new Stand(root, "", "")));
    for (Stand at = next.poll(); at != null; at = next.poll()) {
      for (Branch branch : of(at)) {
        branches.add(branch);
        Class<?> inner = branch.inner();
        if ((inner.isRecord() || components.isKind(inner)) && seen.add(inner)) {
          next.add(new Stand(inner, home(branch), branch.path()));
        }
      }
    }
    return branches;
  }

  /** The keys of a record, or the names of a kind. */
  private List<Branch> of(Stand at) {
    Map<String, Type> names = new LinkedHashMap<>();
    if (components.isKind(at.type())) {
      for (String name : components.names(at.type())) {
        components.find(at.type(), name).ifPresent(component -> names.put(name, component));
      }
    } else {
      Key.of(at.type()).forEach(key -> names.put(key.name(), key.type()));
    }
    return names.entrySet().stream()
        .map(e -> new Branch(
            at.type(), at.home(), Node.join(at.path(), e.getKey()), e.getKey(), e.getValue()))
        .toList();
  }

  private String home(Branch branch) {
    return components.isKind(branch.owner())
        ? branch.home() + " (type: " + branch.name() + ")"
        : Node.join(branch.home(), branch.name()) + (branch.list() ? "[...]" : "");
  }
}
