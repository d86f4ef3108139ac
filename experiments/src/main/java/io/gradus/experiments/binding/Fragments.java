package io.gradus.experiments.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Fragments of YAML that entries of a list build on. An entry {@code {use: mmlu, data: ...}} has all keys of the
 * fragment {@code mmlu}. The entry's own keys are merged into them at every depth. Only a list, or another {@code
 * type}, replaces what the fragment has.
 */
public final class Fragments {
  private static final String USE = "use";

  private Fragments() {}

  /**
   * Replaces each entry's {@code use} by its fragment.
   *
   * @param list key of the list
   * @param fragments reads a fragment by its name
   */
  public static YamlTree expand(YamlTree tree, String list, Function<String, YamlTree> fragments) {
    List<Fault> faults = new ArrayList<>(tree.faults());
    if (!(tree.root().get(list) instanceof Node.Sequence entries)) {
      return tree;
    }
    List<Node> expanded = new ArrayList<>();
    for (Node entry : entries.items()) {
      if (entry instanceof Node.Mapping mapping
          && mapping.get(USE) instanceof Node.Scalar name
          && !name.isNull()) {
        YamlTree fragment = fragments.apply(name.text());
        faults.addAll(fragment.faults());
        expanded.add(merged(mapping.without(USE), fragment.root()));
      } else {
        expanded.add(entry);
      }
    }
    return new YamlTree(
        tree.root().with(list, entries.place(), new Node.Sequence(entries.place(), expanded)),
        faults);
  }

  private static Node.Mapping merged(Node.Mapping own, Node.Mapping fragment) {
    Node.Mapping merged = new Node.Mapping(own.place(), fragment.entries(), false);
    for (Map.Entry<String, Node.Entry> entry : own.entries().entrySet()) {
      Node value = entry.getValue().value();
      if (value instanceof Node.Mapping over
          && over.get("type") == null
          && fragment.get(entry.getKey()) instanceof Node.Mapping under) {
        value = merged(over, under);
      }
      merged = merged.with(entry.getKey(), entry.getValue().key(), value);
    }
    return merged;
  }
}
