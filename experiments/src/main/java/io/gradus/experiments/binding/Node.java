package io.gradus.experiments.binding;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A value of a YAML document and its place. */
public sealed interface Node {
  Place place();

  /** Returns the value as quoted in a message, such as "expected a list, but is ...". */
  String shown();

  /** Returns a number or text from outside any file; {@code source} is its place in messages. */
  static Node of(String source, String text) {
    return new Scalar(Place.outsideAnyFile(source), text, false, false);
  }

  /** Returns the path of a key within the mapping at {@code path}. */
  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /**
   * A text or number.
   *
   * @param text as it was written, without its quotes
   * @param isNull whether the value is empty, {@code ~} or {@code null}
   * @param quoted whether it was written in quotes or as a block, so that it is not a number
   */
  record Scalar(Place place, String text, boolean isNull, boolean quoted) implements Node {
    /** Returns another text at the same place. */
    public Scalar saying(String other) {
      return new Scalar(place, other, false, true);
    }

    @Override
    public String shown() {
      return isNull
          ? "empty"
          : "'" + (text.length() <= 80 ? text : text.substring(0, 80) + "...") + "'";
    }
  }

  /** Returns this value with each text or number replaced by what {@code replace} returns for it. */
  default Node replacing(UnaryOperator<Scalar> replace) {
    if (this instanceof Scalar scalar) {
      return replace.apply(scalar);
    }
    if (this instanceof Sequence sequence) {
      return new Sequence(
          sequence.place(),
          sequence.items().stream().map(item -> item.replacing(replace)).toList());
    }
    Mapping mapping = (Mapping) this;
    Map<String, Entry> entries = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach((key, entry) ->
            entries.put(key, new Entry(entry.key(), entry.value().replacing(replace))));
    return new Mapping(mapping.place(), entries, mapping.partial());
  }

  /** A list. */
  record Sequence(Place place, List<Node> items) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String shown() {
      return "a list";
    }
  }

  /**
   * Keys and values in the order of the file.
   *
   * @param partial whether an override created this mapping for a key that the recipe leaves out; if so, it is merged
   *     into the key's default
   */
  record Mapping(Place place, Map<String, Entry> entries, boolean partial) implements Node {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    static Mapping of(String key, Node value) {
      return new Mapping(value.place(), Map.of(key, new Entry(value.place(), value)), false);
    }

    /** Returns the value of a key; null if the key is absent. */
    public @Nullable Node get(String key) {
      Entry entry = entries.get(key);
      return entry == null ? null : entry.value();
    }

    /** Returns this mapping with one value replaced or added; an existing key keeps its place. */
    public Mapping with(String key, Place added, Node value) {
      Map<String, Entry> changed = new LinkedHashMap<>(entries);
      Entry old = entries.get(key);
      changed.put(key, new Entry(old == null ? added : old.key(), value));
      return new Mapping(place, changed, partial);
    }

    /** Returns this mapping without a key. */
    public Mapping without(String key) {
      Map<String, Entry> rest = new LinkedHashMap<>(entries);
      rest.remove(key);
      return new Mapping(place, rest, partial);
    }

    /** Returns the mapping {@code defaults}, with the keys of this mapping merged into it at every depth. */
    Mapping over(Mapping defaults) {
      Mapping merged = new Mapping(place, defaults.entries, false);
      for (Map.Entry<String, Entry> mine : entries.entrySet()) {
        Node value = mine.getValue().value();
        if (value instanceof Mapping over
            && over.partial
            && defaults.get(mine.getKey()) instanceof Mapping under) {
          value = over.over(under);
        }
        merged = merged.with(mine.getKey(), mine.getValue().key(), value);
      }
      return merged;
    }

    @Override
    public String shown() {
      return "a mapping";
    }
  }

  /** A value of a mapping and the place of its key. */
  record Entry(Place key, Node value) {}
}
