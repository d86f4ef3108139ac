package io.gradus.rewards.cases;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reader of a row's fields that collects their faults. A field that is null counts as missing. */
final class Fields {
  private final JsonNode row;
  private final List<String> faults = new ArrayList<>();

  Fields(JsonNode row) {
    this.row = row;
  }

  /** Returns the row's name, which may be a number. */
  String id() {
    JsonNode id = row.path("id");
    return id.isNumber() ? id.asText() : optionalText("id").orElse("");
  }

  String text(String name) {
    Optional<String> text = optionalText(name);
    if (text.isEmpty() && !row.hasNonNull(name)) {
      fault(name, "missing: give a text");
    }
    return text.orElse("");
  }

  Optional<String> optionalText(String name) {
    JsonNode value = row.path(name);
    if (row.hasNonNull(name) && !value.isTextual()) {
      fault(name, "expected a text, but is " + shown(value));
    }
    return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
  }

  boolean truth(String name) {
    if (!row.hasNonNull(name)) {
      fault(name, "missing: give true or false");
    }
    return optionalTruth(name).orElse(false);
  }

  Optional<Boolean> optionalTruth(String name) {
    JsonNode value = row.path(name);
    if (row.hasNonNull(name) && !value.isBoolean()) {
      fault(name, "expected true or false, but is " + shown(value));
    }
    return value.isBoolean() ? Optional.of(value.asBoolean()) : Optional.empty();
  }

  OptionalInt optionalWhole(String name) {
    JsonNode value = row.path(name);
    if (row.hasNonNull(name) && !value.canConvertToExactIntegral()) {
      fault(name, "expected a whole number, but is " + shown(value));
      return OptionalInt.empty();
    }
    if (!row.hasNonNull(name)) {
      return OptionalInt.empty();
    }
    if (!value.canConvertToInt()) {
      fault(name, "expected a smaller number, but is " + shown(value));
      return OptionalInt.empty();
    }
    return OptionalInt.of(value.asInt());
  }

  double number(String name) {
    JsonNode value = row.path(name);
    if (!row.hasNonNull(name)) {
      fault(name, "missing: give a number");
    } else if (!value.isNumber()) {
      fault(name, "expected a number, but is " + shown(value));
    }
    return value.asDouble();
  }

  void fault(String name, String what) {
    faults.add(name + ": " + what);
  }

  /** @throws IllegalArgumentException with every fault, one per line */
  void check() {
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
  }

  static String shown(JsonNode value) {
    if (value.isContainerNode()) {
      return value.isArray() ? "a list" : "an object";
    }
    String text = value.asText();
    return "'" + (text.length() <= 60 ? text : text.substring(0, 60) + "...") + "'";
  }
}
