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

/** The tree of records and their keys, and of kinds and the names of their components, below a type. */
public final class SchemaTree {
  private final Components components;

  SchemaTree(Components components) {
    this.components = components;
  }

  /**
   * A key of a record or the name of a component.
   *
   * @param owner the record or the kind
   * @param home place of the owner in a recipe, such as {@code stages[...] (type: grpo)}; empty for the root
   * @param path place of this branch, such as {@code stages.grpo.plan}
   */
  record Branch(Class<?> owner, String home, String path, String name, Type type) {
    /** Returns the type of the value; for a list, a mapping or an optional value, the type of its elements. */
    Class<?> inner() {
      Type inner = type;
      while (inner instanceof ParameterizedType generic) {
        Type[] arguments = generic.getActualTypeArguments();
        inner = arguments[arguments.length - 1];
      }
      return (Class<?>) inner;
    }

    /** Returns a value that is equal for branches that are the same key of one record, at any place. */
    List<Object> key() {
      return List.of(owner, name);
    }

    private boolean list() {
      return type instanceof ParameterizedType generic && generic.getRawType() == List.class;
    }
  }

  private record Step(Class<?> type, String home, String path) {}

  /**
   * Returns all branches below a type, the nearest first. A type that is used in two places is entered only at the
   * nearer place.
   */
  List<Branch> below(Class<?> root) {
    List<Branch> branches = new ArrayList<>();
    Set<Class<?>> seen = new HashSet<>(Set.of(root));
    Queue<Step> next = new ArrayDeque<>(List.of(new Step(root, "", "")));
    for (Step at = next.poll(); at != null; at = next.poll()) {
      for (Branch branch : of(at)) {
        branches.add(branch);
        Class<?> inner = branch.inner();
        if (structured(inner) && seen.add(inner)) {
          next.add(new Step(inner, home(branch), branch.path()));
        }
      }
    }
    return branches;
  }

  /**
   * Returns all branches below a type at every place, the nearest first. A type inside itself, such as a reward in a
   * sum of rewards, is not entered again.
   */
  List<Branch> everywhere(Class<?> root) {
    List<Branch> branches = new ArrayList<>();
    Queue<Visit> next = new ArrayDeque<>(List.of(new Visit(new Step(root, "", ""), Set.of(root))));
    for (Visit at = next.poll(); at != null; at = next.poll()) {
      for (Branch branch : of(at.step())) {
        branches.add(branch);
        Class<?> inner = branch.inner();
        if (structured(inner) && !at.entered().contains(inner)) {
          Set<Class<?>> entered = new HashSet<>(at.entered());
          entered.add(inner);
          next.add(new Visit(new Step(inner, home(branch), branch.path()), entered));
        }
      }
    }
    return branches;
  }

  private record Visit(Step step, Set<Class<?>> entered) {}

  private boolean structured(Class<?> type) {
    return components.isKind(type) || (type.isRecord() && !Scalars.isScalar(type));
  }

  /** The keys of a record, or the names of a kind. */
  private List<Branch> of(Step at) {
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
