package io.gradus.experiments.binding;

import com.fasterxml.jackson.core.JsonLocation;
import io.gradus.core.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A YAML document as a tree of nodes with line and column. The document must be one mapping in plain YAML: duplicate
 * keys, anchors, aliases, tags and further documents are faults.
 */
public final class YamlTree {
  private final Node.Mapping root;
  private final List<Fault> faults;

  YamlTree(Node.Mapping root, List<Fault> faults) {
    this.root = root;
    this.faults = List.copyOf(faults);
  }

  /**
   * Reads the tree of a file.
   *
   * @throws UserError if it cannot be read, is not UTF-8, not YAML, empty or not a mapping. Faults that do not stop the
   *     reading (duplicate keys, anchors) are reported by {@link RecordBinder#bind} together with its own.
   */
  public static YamlTree read(Path file) {
    return parse(file.toString(), RecipeText.read(file));
  }

  /** Reads the tree of a text; {@code source} is its name in messages. */
  public static YamlTree parse(String source, String text) {
    List<Fault> faults = new ArrayList<>();
    Function<JsonLocation, Place> places =
        at -> new Place(source, at.getLineNr(), at.getColumnNr());
    Place top = new Place(source, 1, 1);
    try {
      Node root = new YamlReader(text, places, faults).document();
      if (root == null) {
        throw new YamlReader.NotYaml(
            new Fault(top, "the file is empty. A recipe is a mapping of keys to values."));
      }
      if (!(root instanceof Node.Mapping mapping)) {
        throw new YamlReader.NotYaml(new Fault(
            root.place(),
            "expected keys and values (such as 'seed: 17'), but the file is " + root.shown()
                + "."));
      }
      return new YamlTree(mapping, faults);
    } catch (YamlReader.NotYaml e) {
      faults.add(e.fault);
      throw Fault.error(faults);
    }
  }

  /**
   * Returns a document with these keys, whose values keep their places in the files that they come from.
   *
   * @param source name of the document in messages about missing keys
   */
  public static YamlTree of(String source, Map<String, Node> values) {
    Place place = Place.outsideAnyFile(source);
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    values.forEach((key, value) -> entries.put(key, new Node.Entry(value.place(), value)));
    return new YamlTree(new Node.Mapping(place, entries, false), List.of());
  }

  /** Reads a value from outside a file, such as an override; null if it cannot be parsed. */
  static @Nullable Node value(String text, Place place, List<Fault> faults) {
    try {
      Node node = new YamlReader(text, at -> place, faults).document();
      return node == null ? new Node.Scalar(place, "", true, false) : node;
    } catch (YamlReader.NotYaml e) {
      faults.add(e.fault);
      return null;
    }
  }

  /** Returns the keys of the document. */
  public Node.Mapping root() {
    return root;
  }

  List<Fault> faults() {
    return faults;
  }
}
