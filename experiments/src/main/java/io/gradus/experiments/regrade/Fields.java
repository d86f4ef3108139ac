package io.gradus.experiments.regrade;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Values of a log's entry. */
final class Fields {
  private Fields() {}

  /** Text of a required field. */
  static String text(JsonNode node, String name) throws LogFormat.Unreadable {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      throw new LogFormat.Unreadable("has no field '%s'".formatted(name));
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }

  /** Text of the first field that exists; empty if none does. */
  static String first(JsonNode node, String... names) {
    for (String name : names) {
      JsonNode value = node.path(name);
      if (!value.isMissingNode() && !value.isNull()) {
        return value.isValueNode() ? value.asText() : value.toString();
      }
    }
    return "";
  }

  /** A score: a number, a boolean, or inspect-ai's letters. */
  static OptionalDouble score(JsonNode value) {
    if (value.isNumber()) {
      return OptionalDouble.of(value.asDouble());
    }
    if (value.isBoolean()) {
      return OptionalDouble.of(value.asBoolean() ? 1 : 0);
    }
    return switch (value.asText()) {
      case "C" -> OptionalDouble.of(1);
      case "P" -> OptionalDouble.of(0.5);
      case "I", "N" -> OptionalDouble.of(0);
      default -> OptionalDouble.empty();
    };
  }

  /** Values of an object that are not themselves objects or lists, as text; others as JSON. */
  static Map<String, String> attributes(JsonNode object) {
    Map<String, String> attributes = new LinkedHashMap<>();
    object
        .properties()
        .forEach(field -> attributes.put(
            field.getKey(),
            field.getValue().isValueNode()
                ? field.getValue().asText()
                : field.getValue().toString()));
    return attributes;
  }
}
