package io.gradus.experiments.binding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One meaning of a name in a recipe: a key, or a component that {@code type} chooses.
 *
 * @param places paths of the key or component, the nearest first; empty for the recipe itself
 * @param about one line, or an empty text
 * @param type type in words, such as {@code whole number}
 * @param presence {@code required}, {@code optional} or {@code default ...}; empty for a component
 * @param keys keys of the record or component
 * @param names components that the key may choose; empty if the key is not for a component
 */
public record Meaning(
    List<String> places,
    String about,
    String type,
    Optional<String> presence,
    List<KeyFacts> keys,
    List<NameFacts> names) {

  /**
   * A key of a record.
   *
   * @param defaultText default as YAML; empty if the key is required or optional
   */
  public record KeyFacts(
      String name, String type, Optional<String> defaultText, boolean required, String about) {
    String presence() {
      return defaultText.map(text -> "default " + text).orElse(required ? "required" : "optional");
    }

    Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", name);
      fields.put("type", type);
      fields.put("default", defaultText.orElse(null));
      fields.put("required", required);
      fields.put("about", about);
      return fields;
    }
  }

  /** Name and one-line description of a component that a key may choose. */
  public record NameFacts(String name, String about) {}

  public Meaning {
    places = List.copyOf(places);
    keys = List.copyOf(keys);
    names = List.copyOf(names);
  }

  /** Returns whether this meaning has keys or names of its own. */
  boolean structured() {
    return !keys.isEmpty() || !names.isEmpty() || presence.isEmpty();
  }

  /** Returns the nearest path; empty for the recipe itself. */
  String nearest() {
    return places.isEmpty() ? "" : places.get(0);
  }

  /** Returns the meaning as JSON. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("places", places);
    fields.put("about", about);
    fields.put("type", type);
    presence.ifPresent(word -> fields.put("presence", word));
    fields.put("keys", keys.stream().map(KeyFacts::fields).toList());
    fields.put(
        "names",
        names.stream().map(n -> Map.of("name", n.name(), "about", n.about())).toList());
    return fields;
  }

  /** Returns the meaning as lines of text. */
  List<String> lines() {
    return MeaningLines.of(this);
  }
}
