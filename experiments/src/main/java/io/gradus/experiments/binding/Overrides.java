package io.gradus.experiments.binding;

import io.gradus.core.component.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of {@code --set KEY=VALUE}, applied to a recipe before it is bound, in their order. KEY is a path such
 * as {@code plan.group-size} or {@code stages[1].plan.steps}. If only one stage has a {@code name} or {@code type},
 * this may replace the index: {@code grpo.plan.steps=10}. VALUE is YAML and replaces the old value: {@code 1e-4},
 * {@code [1, 8]}, {@code {type: none}}.
 *
 * <p>A setting below a key that the recipe leaves out changes that part of the key's default. A setting below {@code
 * loss: clipped-surrogate} gives that component a key.
 */
public final class Overrides {
  private static final String STAGES = "stages";
  private static final Pattern KEY =
      Pattern.compile("[^.\\[\\]]+(\\[[0-9]{1,9}\\])*(\\.[^.\\[\\]]+(\\[[0-9]{1,9}\\])*)*");
  private static final Pattern STEP = Pattern.compile("\\[[0-9]+\\]|[^.\\[\\]]+");

  private final List<Fault> faults;

  private Overrides(List<Fault> faults) {
    this.faults = faults;
  }

  /**
   * Applies each {@code KEY=VALUE} to the tree. If a setting cannot be parsed or has no place, {@link
   * RecordBinder#bind} reports it together with the other faults, and names the setting as the place.
   *
   * @param type the record that the tree will be bound to: its own keys come before the names of stages
   */
  public static YamlTree apply(YamlTree tree, Class<? extends Record> type, List<String> settings) {
    List<Fault> faults = new ArrayList<>(tree.faults());
    Overrides overrides = new Overrides(faults);
    Node.Mapping root = tree.root();
    for (String setting : settings) {
      root = overrides.applied(root, Key.names(type), setting);
    }
    return new YamlTree(root, faults);
  }

  /** Applies settings that another file holds, by their paths, as {@link #apply(YamlTree, Class, List)} does. */
  public static YamlTree apply(
      YamlTree tree, Class<? extends Record> type, Map<String, Node> settings) {
    List<Fault> faults = new ArrayList<>(tree.faults());
    Overrides overrides = new Overrides(faults);
    Node.Mapping root = tree.root();
    for (Map.Entry<String, Node> setting : settings.entrySet()) {
      Node value = setting.getValue();
      root = KEY.matcher(setting.getKey()).matches()
          ? overrides.applied(root, Key.names(type), setting.getKey(), value, value.place())
          : overrides.refused(
              root, value.place(), "'%s' is no path of a key".formatted(setting.getKey()));
    }
    return new YamlTree(root, faults);
  }

  private Node.Mapping refused(Node.Mapping root, Place place, String why) {
    faults.add(
        new Fault(place, why + ". Write one such as 'grpo.plan.steps' or 'stages[1].plan.steps'."));
    return root;
  }

  private Node.Mapping applied(Node.Mapping root, List<String> rootKeys, String setting) {
    Place place = Place.outsideAnyFile("--set " + setting);
    int equals = setting.indexOf('=');
    String path = equals < 0 ? setting : setting.substring(0, equals).strip();
    if (equals < 0 || !KEY.matcher(path).matches()) {
      faults.add(new Fault(
          place, "expected KEY=VALUE, such as 'grpo.plan.steps=10' or 'stages[1].plan.steps=10'."));
      return root;
    }
    Node value = YamlTree.value(setting.substring(equals + 1), place, faults);
    return value == null ? root : applied(root, rootKeys, path, value, place);
  }

  private Node.Mapping applied(
      Node.Mapping root, List<String> rootKeys, String path, Node value, Place place) {
    List<String> steps = stageResolved(root, rootKeys, steps(path), place);
    return steps == null ? root : (Node.Mapping) put(root, steps, 0, value, place);
  }

  private static List<String> steps(String path) {
    List<String> steps = new ArrayList<>();
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      steps.add(step.group());
    }
    return steps;
  }

  /**
   * {@code grpo.plan}, or {@code stages.grpo.plan} as 'explain' writes it, as {@code stages[1].plan}; null if it is
   * ambiguous.
   */
  private @Nullable List<String> stageResolved(
      Node.Mapping root, List<String> rootKeys, List<String> steps, Place place) {
    String first = steps.get(0);
    if (first.equals(STAGES) && steps.size() > 1 && !steps.get(1).startsWith("[")) {
      List<String> resolved = stageResolved(root, List.of(), steps.subList(1, steps.size()), place);
      return resolved == null || resolved.get(0).equals(STAGES) ? resolved : steps;
    }
    if (rootKeys.contains(first) || !(root.get(STAGES) instanceof Node.Sequence stages)) {
      return steps;
    }
    List<Integer> found = found(stages, first);
    if (found.size() > 1) {
      String all =
          found.stream().map(i -> STAGES + "[" + i + "]").collect(Collectors.joining(" or "));
      faults.add(new Fault(
          place, "'%s' could be several stages. Write %s instead.".formatted(first, all)));
      return null;
    }
    if (found.isEmpty()) {
      List<String> homes = homes(stages, first);
      String rest = path(steps, steps.size());
      String suggestion = Suggestion.didYouMean(first, names(stages));
      if (!homes.isEmpty()) {
        faults.add(new Fault(
            place,
            "%s: is a key of a stage. Write %s."
                .formatted(
                    first,
                    homes.stream()
                        .map(home -> "'" + home + "." + rest + "'")
                        .collect(Collectors.joining(" or ")))));
        return null;
      }
      if (!suggestion.isEmpty() && Suggestion.nearest(first, rootKeys).isEmpty()) {
        faults.add(
            new Fault(place, "%s: names no stage of this recipe.%s".formatted(first, suggestion)));
        return null;
      }
      return steps;
    }
    List<String> resolved = new ArrayList<>(List.of(STAGES, "[" + found.get(0) + "]"));
    resolved.addAll(steps.subList(1, steps.size()));
    return resolved;
  }

  /** Names of the stages that have a key. */
  private static List<String> homes(Node.Sequence stages, String key) {
    return IntStream.range(0, stages.items().size())
        .filter(i -> stages.items().get(i) instanceof Node.Mapping stage && stage.get(key) != null)
        .mapToObj(i -> name(stages, i))
        .toList();
  }

  private static List<String> names(Node.Sequence stages) {
    return IntStream.range(0, stages.items().size())
        .mapToObj(i -> name(stages, i))
        .distinct()
        .toList();
  }

  /** The name or type of a stage if no other stage has it, else its index. */
  private static String name(Node.Sequence stages, int i) {
    Node stage = stages.items().get(i);
    for (String key : List.of("name", "type")) {
      Node given = stage instanceof Node.Mapping mapping ? mapping.get(key) : stage;
      if (given instanceof Node.Scalar scalar
          && STEP.matcher(scalar.text()).matches()
          && found(stages, scalar.text()).equals(List.of(i))) {
        return scalar.text();
      }
    }
    return STAGES + "[" + i + "]";
  }

  /** Indexes of the stages with this name; if there are none, indexes of the stages with this type. */
  private static List<Integer> found(Node.Sequence stages, String first) {
    List<Integer> named = which(stages, "name", first);
    return named.isEmpty() ? which(stages, "type", first) : named;
  }

  private static List<Integer> which(Node.Sequence stages, String key, String name) {
    return IntStream.range(0, stages.items().size())
        .filter(i -> {
          Node stage = stages.items().get(i);
          Node given = stage instanceof Node.Mapping mapping
              ? mapping.get(key)
              : key.equals("type") ? stage : null;
          return given instanceof Node.Scalar scalar && scalar.text().equals(name);
        })
        .boxed()
        .toList();
  }

  /** Replaces the value at the end of the steps, from step {@code i} on. */
  private Node put(Node node, List<String> steps, int i, Node value, Place place) {
    if (i == steps.size()) {
      return value;
    }
    String step = steps.get(i);
    String path = path(steps, i);
    if (step.startsWith("[")) {
      int index = Integer.parseInt(step.substring(1, step.length() - 1));
      if (!(node instanceof Node.Sequence sequence)) {
        faults.add(new Fault(
            place,
            path + ": the recipe gives no list here. Set the whole list: " + path + "=[...]"));
        return node;
      }
      List<Node> items = new ArrayList<>(sequence.items());
      if (index >= items.size()) {
        faults.add(new Fault(
            place,
            "%s: has %d items, counted from [0], so %s does not exist."
                .formatted(path, items.size(), step)));
        return node;
      }
      items.set(index, put(items.get(index), steps, i + 1, value, place));
      return new Node.Sequence(sequence.place(), items);
    }
    if (node instanceof Node.Sequence) {
      faults.add(
          new Fault(place, "%s: is a list. Say which item, such as %s[0].".formatted(path, path)));
      return node;
    }
    Node.Mapping mapping = asMapping(node, place);
    Node old = mapping.get(step);
    if (old == null
        && i + 1 < steps.size()
        && mapping.get("type") instanceof Node.Scalar type
        && type.text().equals(step)) {
      return put(
          node, steps, i + 1, value, place); // 'explain' prints paths such as loss.gspo.clip-low.
    }
    Node child = old == null ? new Node.Mapping(place, Map.of(), true) : old;
    boolean absentList = old == null && i + 1 < steps.size() && steps.get(i + 1).startsWith("[");
    Node changed = put(child, steps, i + 1, value, place);
    return absentList ? mapping : mapping.with(step, place, changed);
  }

  /** A bare name is a component without keys. An empty value is a key that the recipe leaves out. */
  private static Node.Mapping asMapping(Node node, Place place) {
    if (node instanceof Node.Mapping mapping) {
      return mapping;
    }
    boolean named = node instanceof Node.Scalar scalar && !scalar.isNull();
    Map<String, Node.Entry> entries =
        named ? Map.of("type", new Node.Entry(node.place(), node)) : Map.of();
    return new Node.Mapping(place, entries, !named);
  }

  private static String path(List<String> steps, int end) {
    String path = "";
    for (String step : steps.subList(0, end)) {
      path = step.startsWith("[") ? path + step : Node.join(path, step);
    }
    return path;
  }
}
