package io.gradus.experiments.sweep;

import io.gradus.experiments.binding.Node;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Arms that are all combinations of some values: {@code {sft.plan.batch: [8, 16], grpo.plan.steps: [50, 100]}}. */
final class Grid {
  /** Longest text of a value that names an arm, and so a folder; a longer value is named by its number. */
  private static final int LONGEST_NAME = 40;

  /** Most combinations; more than these are probably a mistake. */
  private static final int MOST = 1_000;

  private Grid() {}

  /**
   * Returns one arm for each combination; the last key varies fastest. An arm's name joins the last word of each path
   * with its value, such as {@code batch-8_steps-50}.
   *
   * @throws IllegalArgumentException if a key has no values, or two values with the same name
   */
  static List<Study.Arm> arms(Map<String, List<Node>> grid) {
    List<Map<String, Node>> settings = List.of(Map.of());
    for (Map.Entry<String, List<Node>> axis : grid.entrySet()) {
      check(axis.getKey(), axis.getValue());
      if ((long) settings.size() * axis.getValue().size() > MOST) {
        throw new IllegalArgumentException(
            "grid: has more than %,d combinations. Remove some values".formatted(MOST));
      }
      List<Map<String, Node>> longer = new ArrayList<>();
      for (Map<String, Node> before : settings) {
        for (Node value : axis.getValue()) {
          Map<String, Node> setting = new LinkedHashMap<>(before);
          setting.put(axis.getKey(), value);
          longer.add(setting);
        }
      }
      settings = longer;
    }
    Map<String, String> words = words(grid.keySet());
    return settings.stream()
        .map(setting ->
            new Study.Arm(name(setting, grid, words), Optional.empty(), setting, Optional.empty()))
        .toList();
  }

  private static void check(String key, List<Node> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException(
          "grid.%s: there must be at least one value".formatted(key));
    }
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < values.size(); i++) {
      if (!names.add(meaning(name(values.get(i), i)))) {
        throw new IllegalArgumentException(
            "grid.%s[%d]: '%s' is given twice".formatted(key, i, name(values.get(i), i)));
      }
    }
  }

  /** Returns one text for all spellings of a number, such as 1e-4 and 0.0001. */
  private static String meaning(String name) {
    try {
      return new BigDecimal(name).stripTrailingZeros().toString();
    } catch (NumberFormatException e) {
      return name;
    }
  }

  /** Returns the last word of each path, or the whole path if two have the same last word. */
  private static Map<String, String> words(Set<String> paths) {
    Set<String> once = new HashSet<>();
    Set<String> twice = new HashSet<>();
    paths.forEach(path -> (once.add(last(path)) ? once : twice).add(last(path)));
    Map<String, String> words = new LinkedHashMap<>();
    paths.forEach(path -> words.put(path, plain(twice.contains(last(path)) ? path : last(path))));
    return words;
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static String name(
      Map<String, Node> setting, Map<String, List<Node>> grid, Map<String, String> words) {
    List<String> parts = new ArrayList<>();
    setting.forEach((path, value) -> parts.add(
        words.get(path) + "-" + name(value, grid.getOrDefault(path, List.of()).indexOf(value))));
    return String.join("_", parts);
  }

  /** Returns a value's name in the name of an arm: its text, its type, or its number among the values. */
  private static String name(Node value, int index) {
    if (value instanceof Node.Scalar scalar
        && !scalar.isNull()
        && !plain(scalar.text()).isEmpty()
        && plain(scalar.text()).length() <= LONGEST_NAME) {
      return plain(scalar.text());
    }
    if (value instanceof Node.Mapping mapping
        && mapping.get("type") instanceof Node.Scalar type
        && !plain(type.text()).isEmpty()) {
      return plain(type.text());
    }
    return Integer.toString(index + 1);
  }

  private static String plain(String text) {
    return text.replaceAll("[^\\w.-]+", "-").replaceAll("^-+(?=\\D)|-+$", "");
  }
}
