package io.gradus.experiments.binding;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns JSON into the same tree as a recipe's YAML, so that {@link RecordBinder} binds both in the same way. */
public final class JsonTree {
  private static final int MAX_DEPTH = 64;

  private JsonTree() {}

  /**
   * Returns the tree of one key and its value.
   *
   * @param source name for messages
   * @throws UserError if the value is nested deeper than 64 levels
   */
  public static YamlTree of(String source, String key, JsonNode value) {
    Place place = Place.outsideAnyFile(source);
    return new YamlTree(Node.Mapping.of(key, node(place, value, 0)), List.of());
  }

  private static Node node(Place place, JsonNode value, int depth) {
    if (depth > MAX_DEPTH) {
      throw Fault.error(
          List.of(new Fault(place, "nested deeper than %d levels.".formatted(MAX_DEPTH))));
    }
    if (value.isObject()) {
      Map<String, Node.Entry> entries = new LinkedHashMap<>();
      value
          .properties()
          .forEach(field -> entries.put(
              field.getKey(), new Node.Entry(place, node(place, field.getValue(), depth + 1))));
      return new Node.Mapping(place, entries, false);
    }
    if (value.isArray()) {
      List<Node> items = new ArrayList<>();
      value.forEach(item -> items.add(node(place, item, depth + 1)));
      return new Node.Sequence(place, items);
    }
    return new Node.Scalar(place, value.asText(), value.isNull(), value.isTextual());
  }
}
