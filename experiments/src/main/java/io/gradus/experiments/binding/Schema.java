package io.gradus.experiments.binding;

import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.component.Components;
import io.gradus.core.component.Suggestion;
import io.gradus.experiments.binding.Meaning.KeyFacts;
import io.gradus.experiments.binding.Meaning.NameFacts;
import io.gradus.experiments.binding.SchemaTree.Branch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The keys of every record that a recipe can contain, with types, defaults and meaning, and the names of each kind of
 * component. {@code gradus explain} and the generated pages of the documentation use it.
 */
public final class Schema {
  private static final String NO_KEYS = "There are no keys here";
  private static final String KNOWN = "Known: ";

  private final Components components;
  private final SchemaTree tree;

  public Schema(Components components) {
    this.components = components;
    tree = new SchemaTree(components);
  }

  /**
   * Explains a path of a recipe: {@code plan}, {@code objective.loss}, or with the name of a component {@code
   * objective.loss.clipped-surrogate}. Steps may be left out, and lists need no index, so {@code
   * stages.plan.group-size} works too. An empty path means the recipe itself.
   *
   * @throws UserError if the path does not exist; the message suggests the nearest name
   */
  public Explanation explain(Class<? extends Record> root, String path) {
    if (path.isEmpty()) {
      return new Explanation("", List.of(structure(root, List.of(), about(root), "recipe")));
    }
    String plain = path.replaceAll("\\[[0-9]*\\]", "");
    List<String> steps = List.of(plain.split("\\.", -1));
    List<Walk> walks = walks(new Walk(root, "", Optional.empty()), steps);
    if (walks.isEmpty()) {
      throw unknown(root, path, steps);
    }
    Map<List<Object>, Walk> distinct = new LinkedHashMap<>();
    walks.forEach(walk -> distinct.putIfAbsent(walk.last().map(Branch::key).orElseThrow(), walk));
    List<Branch> everywhere = tree.everywhere(root);
    return new Explanation(
        plain,
        distinct.values().stream()
            .map(walk -> meaning(walk, places(walk, steps, everywhere)))
            .sorted(Comparator.comparing(meaning -> !meaning.structured()))
            .toList());
  }

  /**
   * Returns the meaning of every name below a root, with each record and component once, for the generated reference.
   */
  public List<Meaning> all(Class<? extends Record> root) {
    List<Branch> everywhere = tree.everywhere(root);
    Map<List<Object>, Meaning> meanings = new LinkedHashMap<>();
    for (Branch branch : tree.below(root)) {
      Walk walk = new Walk(branch.inner(), branch.path(), Optional.of(branch));
      meanings.put(branch.key(), meaning(walk, places(walk, List.of(branch.name()), everywhere)));
    }
    return meanings.values().stream().filter(Meaning::structured).toList();
  }

  /** Returns all places of the last branch of a walk whose path contains the steps in this order. */
  private static List<String> places(Walk walk, List<String> steps, List<Branch> everywhere) {
    List<Object> key = walk.last().map(Branch::key).orElseThrow();
    List<String> places = new ArrayList<>();
    for (Branch branch : everywhere) {
      if (branch.key().equals(key) && contains(branch.path(), steps)) {
        places.add(branch.path());
      }
    }
    return places.isEmpty() ? List.of(walk.path()) : places;
  }

  private static boolean contains(String path, List<String> steps) {
    int found = 0;
    for (String name : path.split("\\.", -1)) {
      if (found < steps.size() && name.equals(steps.get(found))) {
        found++;
      }
    }
    return found == steps.size();
  }

  private Meaning meaning(Walk walk, List<String> places) {
    Branch branch = walk.last().orElseThrow();
    boolean component = components.isKind(branch.owner());
    KeyFacts key = component ? null : fact(branch);
    Class<?> at = walk.at();
    boolean structured = components.isKind(at) || (at.isRecord() && !Scalars.isScalar(at));
    if (!structured) {
      KeyFacts scalar = Objects.requireNonNull(key);
      return new Meaning(
          places,
          scalar.about(),
          scalar.type(),
          Optional.of(scalar.presence()),
          List.of(),
          List.of());
    }
    String about = about(at).isEmpty() && key != null ? key.about() : about(at);
    Meaning inner =
        structure(at, places, about, key == null ? TypeWords.of(branch.owner()) : key.type());
    return key == null
        ? inner
        : new Meaning(
            places, about, inner.type(), Optional.of(key.presence()), inner.keys(), inner.names());
  }

  private Meaning structure(Class<?> type, List<String> places, String about, String words) {
    List<KeyFacts> keys = components.isKind(type)
        ? List.of()
        : Key.of(type).stream().map(Schema::fact).toList();
    List<NameFacts> names = components.isKind(type) ? names(type) : List.of();
    return new Meaning(places, about, words, Optional.empty(), keys, names);
  }

  private List<NameFacts> names(Class<?> kind) {
    return components.names(kind).stream()
        .map(name ->
            new NameFacts(name, components.find(kind, name).map(Schema::about).orElse("")))
        .toList();
  }

  private static KeyFacts fact(Branch branch) {
    return Key.of(branch.owner()).stream()
        .filter(key -> key.name().equals(branch.name()))
        .map(Schema::fact)
        .findFirst()
        .orElseThrow();
  }

  private static KeyFacts fact(Key key) {
    return new KeyFacts(
        key.name(),
        TypeWords.of(key.type()),
        Optional.ofNullable(key.defaultText()),
        key.defaultText() == null && !key.optional(),
        key.about());
  }

  /** Returns whether a recipe has exactly this path, without list indexes. */
  public boolean has(Class<? extends Record> root, String path) {
    return tree.everywhere(root).stream().anyMatch(branch -> branch.path().equals(path));
  }

  /** The type that the first steps of a path lead to. The last branch is absent at the root. */
  private record Walk(Class<?> at, String path, Optional<Branch> last) {}

  /** All meanings of the steps from here, the nearest first. */
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
    boolean structured = components.isKind(type) || (type.isRecord() && !Scalars.isScalar(type));
    return structured ? tree.below(type) : List.of();
  }

  /** Reports the first step of a path that leads nowhere. */
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

  /**
   * Returns the remedy for an unknown key: the nearest name, preferably one that is not given yet; or the place where
   * the key belongs; or all names.
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
    String known = names.isEmpty() ? NO_KEYS : KNOWN + String.join(", ", names);
    return home(root, unknown).map(home -> "It is a key of " + home).orElse(known);
  }

  /** Returns whether a remedy only lists the existing keys. */
  static boolean lists(String remedy) {
    return remedy.equals(NO_KEYS) || remedy.startsWith(KNOWN);
  }

  /** Returns whether a remedy only names the nearest key. */
  static boolean guesses(String remedy) {
    return remedy.startsWith("Did you mean");
  }

  /** The nearest place where a misplaced key belongs, such as {@code objective.loss (type: clipped-surrogate)}. */
  private Optional<String> home(Class<?> root, String key) {
    return tree.below(root).stream()
        .filter(branch -> branch.name().equals(key))
        .filter(branch -> !components.isKind(branch.owner()) && !branch.home().isEmpty())
        .map(Branch::home)
        .findFirst();
  }

  private static String about(Class<?> type) {
    About about = type.getAnnotation(About.class);
    return about == null ? "" : about.value();
  }
}
