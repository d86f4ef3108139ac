package io.gradus.experiments.recipe;

import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.component.Components;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What may stand in a recipe: the keys of each record with their types, defaults and meaning, and the names of each kind of
 * component. For {@code gradus explain} and the documentation.
 */
public final class Schema {
  private final Components components;

  public Schema(Components components) {
    this.components = components;
  }

  /**
   * Lines on a record (its keys: name, type, default, meaning) or on a kind of component (its names and their meaning).
   *
   * @throws IllegalArgumentException if the type is neither
   */
  public List<String> explain(Class<?> type) {
    if (components.isKind(type)) {
      return named(type);
    }
    if (!type.isRecord()) {
      throw new IllegalArgumentException(
          type.getName() + " is neither a record nor a kind of component");
    }
    List<String> lines = new ArrayList<>();
    if (!about(type).isEmpty()) {
      lines.add(about(type));
    }
    List<Key> keys = Key.of(type);
    if (keys.isEmpty()) {
      lines.add("It has no keys.");
    }
    lines.addAll(columns(keys.stream()
        .map(
            key -> List.of("  " + key.name(), TypeWords.of(key.type()), presence(key), key.about()))
        .toList()));
    return lines;
  }

  /**
   * Lines on what stands at a path of a recipe: {@code plan}, {@code objective.loss}, and with the name of a component {@code
   * objective.loss.clipped-surrogate}. Lists and optional values are passed through; an empty path is the recipe itself.
   *
   * @throws UserError if there is no such key, with the nearest one
   */
  public List<String> explain(Class<? extends Record> root, String path) {
    String first = path.split("[.\\[]", 2)[0];
    if (!path.isEmpty() && !steps(root).containsKey(first)) {
      Optional<String> whole = anywhere(root, first);
      if (whole.isPresent()) {
        String found = whole.get() + path.substring(first.length());
        List<String> lines = new ArrayList<>(explain(root, found));
        lines.add(0, found + ":");
        return lines;
      }
    }
    Class<?> at = root;
    String walked = "";
    List<String> leaf = List.of();
    for (String step :
        path.isEmpty() ? new String[0] : path.replaceAll("\\[[0-9]*\\]", "").split("\\.", -1)) {
      if (!leaf.isEmpty()) {
        throw new UserError("%s: '%s' is %s and has no keys."
            .formatted(Node.join(walked, step), walked, TypeWords.one(at)));
      }
      Map<String, Type> next = steps(at);
      walked = Node.join(walked, step);
      Type found = next.get(step);
      if (found == null) {
        throw new UserError("%s: unknown key.%s Known: %s"
            .formatted(
                walked,
                Suggestion.didYouMean(step, next.keySet()),
                String.join(", ", next.keySet())));
      }
      Class<?> inner = inner(found);
      leaf = inner.isRecord() || components.isKind(inner) ? List.of() : explained(at, step);
      at = inner;
    }
    return leaf.isEmpty() ? explain(at) : leaf;
  }

  /** One key that is no record itself. */
  private List<String> explained(Class<?> record, String name) {
    return Key.of(record).stream()
        .filter(key -> key.name().equals(name))
        .map(key -> List.of(name, TypeWords.of(key.type()), presence(key), key.about()))
        .map(cells -> String.join("  ", cells).stripTrailing())
        .toList();
  }

  /**
   * What to do about an unknown key: the nearest name, first of those that are not given yet, or where it belongs, or all
   * the names.
   */
  String remedy(Class<?> root, List<String> names, List<String> free, String unknown) {
    List<String> nearest = Suggestion.nearest(unknown, free);
    String suggestion = Suggestion.didYouMean(unknown, nearest.isEmpty() ? names : free);
    if (!suggestion.isEmpty()) {
      return suggestion.strip();
    }
    if (unknown.matches("[a-z0-9-]+:.*")) {
      return "A colon needs a space behind it: '%s'".formatted(unknown.replaceFirst(":", ": "));
    }
    String known =
        names.isEmpty() ? "There are no keys here" : "Known: " + String.join(", ", names);
    return home(root, unknown).map(home -> "It is a key of " + home).orElse(known);
  }

  /** Where a key belongs that stands in the wrong place: the shortest path, such as {@code objective.loss (type: clipped-surrogate)}. */
  private Optional<String> home(Class<?> root, String key) {
    Map<Class<?>, String> reached = new LinkedHashMap<>();
    reached.put(root, "");
    Set<Class<?>> seen = new HashSet<>(reached.keySet());
    while (!reached.isEmpty()) {
      Map<Class<?>, String> further = new LinkedHashMap<>();
      for (Map.Entry<Class<?>, String> at : reached.entrySet()) {
        boolean kind = components.isKind(at.getKey());
        if (!kind && !at.getValue().isEmpty() && Key.names(at.getKey()).contains(key)) {
          return Optional.of(at.getValue());
        }
        steps(at.getKey()).forEach((step, type) -> {
          Class<?> inner = inner(type);
          boolean list =
              type instanceof ParameterizedType generic && generic.getRawType() == List.class;
          String path = kind
              ? at.getValue() + " (type: " + step + ")"
              : Node.join(at.getValue(), step) + (list ? "[...]" : "");
          if ((inner.isRecord() || components.isKind(inner)) && seen.add(inner)) {
            further.put(inner, path);
          }
        });
      }
      reached = further;
    }
    return Optional.empty();
  }

  /** The shortest path to a key or a component of this name. */
  private Optional<String> anywhere(Class<?> root, String name) {
    Map<Class<?>, String> reached = Map.of(root, "");
    Set<Class<?>> seen = new HashSet<>();
    while (!reached.isEmpty()) {
      Map<Class<?>, String> further = new LinkedHashMap<>();
      for (Map.Entry<Class<?>, String> at : reached.entrySet()) {
        for (Map.Entry<String, Type> step : steps(at.getKey()).entrySet()) {
          String path = Node.join(at.getValue(), step.getKey());
          if (step.getKey().equals(name)) {
            return Optional.of(path);
          }
          Class<?> inner = inner(step.getValue());
          if ((inner.isRecord() || components.isKind(inner)) && seen.add(inner)) {
            further.put(inner, path);
          }
        }
      }
      reached = further;
    }
    return Optional.empty();
  }

  /** What a path can go on with: the keys of a record, or the names of a kind. */
  private Map<String, Type> steps(Class<?> type) {
    Map<String, Type> steps = new LinkedHashMap<>();
    if (components.isKind(type)) {
      for (String name : components.names(type)) {
        components.find(type, name).ifPresent(component -> steps.put(name, component));
      }
    } else {
      Key.of(type).forEach(key -> steps.put(key.name(), key.type()));
    }
    return steps;
  }

  private static Class<?> inner(Type type) {
    Type inner = type;
    while (inner instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      inner = arguments[arguments.length - 1];
    }
    return (Class<?>) inner;
  }

  private List<String> named(Class<?> kind) {
    return columns(components.names(kind).stream()
        .map(name ->
            List.of("  " + name, components.find(kind, name).map(Schema::about).orElse("")))
        .toList());
  }

  private static String about(Class<?> type) {
    About about = type.getAnnotation(About.class);
    return about == null ? "" : about.value();
  }

  private static String presence(Key key) {
    String defaultText = key.defaultText();
    if (defaultText != null) {
      return "default " + defaultText;
    }
    return key.optional() ? "optional" : "required";
  }

  private static List<String> columns(List<List<String>> rows) {
    int count = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[count];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream()
        .map(row -> {
          StringBuilder line = new StringBuilder();
          for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
          }
          return line.toString().stripTrailing();
        })
        .collect(Collectors.toList());
  }
}
