package io.gradus.experiments.binding;

import io.gradus.core.component.Suggestion;
import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.component.Components;
import io.gradus.experiments.binding.SchemaTree.Branch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What may stand in a recipe: the keys of each record with their types, defaults and meaning, and the names of each kind of
 * component. For {@code gradus explain} and the documentation.
 */
public final class Schema {
  /** At most this many other places of a name are listed. */
  private static final int OTHERS = 3;

  private final Components components;
  private final SchemaTree tree;

  public Schema(Components components) {
    this.components = components;
    tree = new SchemaTree(components);
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
   * objective.loss.clipped-surrogate}. Lists and optional values are passed through, and what is left out between is found: {@code
   * stages.plan.group-size} is a key of the nearest plan that has it, and the first line says where that stands, and where else there is
   * something of this name. An empty path is the recipe itself.
   *
   * @throws UserError if there is no such key, with the nearest one
   */
  public List<String> explain(Class<? extends Record> root, String path) {
    String plain = path.replaceAll("\\[[0-9]*\\]", "");
    if (path.isEmpty()) {
      return explain(root);
    }
    List<String> steps = List.of(plain.split("\\.", -1));
    List<Walk> walks = walks(new Walk(root, "", Optional.empty()), steps);
    if (walks.isEmpty()) {
      throw unknown(root, path, steps);
    }
    Walk nearest = walks.get(0);
    List<String> lines = new ArrayList<>(lines(nearest));
    if (!nearest.path().equals(plain)) {
      String others =
          walks.stream().skip(1).limit(OTHERS).map(Walk::path).collect(Collectors.joining(", "));
      lines.add(
          0,
          "%s:%s"
              .formatted(
                  nearest.path(),
                  others.isEmpty()
                      ? ""
                      : " (also: %s%s)"
                          .formatted(others, walks.size() > OTHERS + 1 ? ", ..." : "")));
    }
    return lines;
  }

  /** Where a path has led so far; the last branch is absent at the root. */
  private record Walk(Class<?> at, String path, Optional<Branch> last) {}

  /** All that the steps can mean from here, the nearest first. */
  private List<Walk> walks(Walk from, List<String> steps) {
    if (steps.isEmpty()) {
      return List.of(from);
    }
    return branches(from.at()).stream()
        .filter(branch -> branch.name().equals(steps.get(0)))
        .map(branch ->
            new Walk(branch.inner(), Node.join(from.path(), branch.path()), Optional.of(branch)))
        .flatMap(walk -> walks(walk, steps.subList(1, steps.size())).stream())
        .toList();
  }

  private List<Branch> branches(Class<?> type) {
    return type.isRecord() || components.isKind(type) ? tree.below(type) : List.of();
  }

  private List<String> lines(Walk walk) {
    Class<?> at = walk.at();
    return at.isRecord() || components.isKind(at)
        ? explain(at)
        : walk.last().map(branch -> explained(branch.owner(), branch.name())).orElseThrow();
  }

  /** What is wrong with a path: its first step that leads nowhere from all that the steps before it can mean. */
  private UserError unknown(Class<?> root, String path, List<String> steps) {
    Walk begin = new Walk(root, "", Optional.empty());
    int good = steps.size() - 1;
    while (walks(begin, steps.subList(0, good)).isEmpty()) {
      good--;
    }
    List<Walk> walks = walks(begin, steps.subList(0, good));
    String step = steps.get(good);
    List<String> below = walks.stream()
        .flatMap(walk -> branches(walk.at()).stream())
        .map(Branch::name)
        .distinct()
        .toList();
    List<String> near = Suggestion.nearest(step, below);
    Walk nearest = walks.stream()
        .filter(walk -> !near.isEmpty() && own(walk.at()).contains(near.get(0)))
        .findFirst()
        .orElse(walks.get(0));
    List<String> known = own(nearest.at());
    if (known.isEmpty()) {
      return new UserError("%s: '%s' %shas no keys."
          .formatted(
              path,
              nearest.path(),
              nearest.at().isRecord() ? "" : "is " + TypeWords.one(nearest.at()) + " and "));
    }
    return new UserError("%s: unknown key%s.%s Known: %s"
        .formatted(
            path,
            good == steps.size() - 1 ? "" : " '" + step + "'",
            Suggestion.didYouMean(step, below),
            String.join(", ", known)));
  }

  /** The keys of a record, the names of a kind. */
  private List<String> own(Class<?> type) {
    return branches(type).stream()
        .filter(branch -> branch.owner() == type)
        .map(Branch::name)
        .toList();
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

  /** Where a key belongs that stands in the wrong place: the nearest, such as {@code objective.loss (type: clipped-surrogate)}. */
  private Optional<String> home(Class<?> root, String key) {
    return tree.below(root).stream()
        .filter(branch -> branch.name().equals(key))
        .filter(branch -> !components.isKind(branch.owner()) && !branch.home().isEmpty())
        .map(Branch::home)
        .findFirst();
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
