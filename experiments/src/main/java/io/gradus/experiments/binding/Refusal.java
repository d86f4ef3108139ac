package io.gradus.experiments.binding;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the place of a value that a record's constructor refuses. The message begins with the rejected key: {@code
 * clip-low: must be in (0, 1), but is -1}; also {@code k[1]: ...}, {@code plan.steps: ...} or {@code epsilon must be
 * positive}.
 */
public final class Refusal {
  private static final Pattern MESSAGE = Pattern.compile(
      "(?<path>[a-z0-9-]+(?:\\.[a-z0-9-]+|\\[[0-9]{1,9}\\])*)(?<end>:? )(?<rest>.+)",
      Pattern.DOTALL);
  private static final Pattern STEP = Pattern.compile("\\[([0-9]+)\\]|[^.\\[\\]]+");

  private Refusal() {}

  /**
   * Returns the fault of the record at {@code path}. Its place is the place of the value that the message names, or
   * else the place of the record.
   */
  static Fault fault(Class<?> type, String message, Node.Mapping mapping, String path) {
    Matcher refused = MESSAGE.matcher(message);
    if (!refused.matches()) {
      return new Fault(mapping.place(), at(path, message));
    }
    String offender = refused.group("path");
    Place place = mapping.place();
    Node node = mapping;
    Matcher step = STEP.matcher(offender);
    while (node != null && step.find()) {
      node = child(node, step);
      place = node == null ? place : node.place();
    }
    String first = offender.split("[.\\[]", 2)[0];
    boolean isKey = Key.names(type).contains(first);
    if (!isKey || !refused.group("end").equals(": ")) {
      return new Fault(place, at(path, message));
    }
    String origin = mapping.get(first) == null && hasDefault(type, first) ? " (its default)" : "";
    return new Fault(place, at(Node.join(path, offender), refused.group("rest") + origin));
  }

  private static String at(String path, String message) {
    return path.isEmpty() ? message : path + ": " + message;
  }

  private static boolean hasDefault(Class<?> type, String name) {
    return Key.of(type).stream()
        .anyMatch(key -> key.name().equals(name) && key.defaultText() != null);
  }

  private static @Nullable Node child(Node node, Matcher step) {
    if (step.group(1) == null) {
      return node instanceof Node.Mapping mapping ? mapping.get(step.group()) : null;
    }
    int index = Integer.parseInt(step.group(1));
    return node instanceof Node.Sequence sequence && index < sequence.items().size()
        ? sequence.items().get(index)
        : null;
  }
}
