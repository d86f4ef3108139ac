package io.gradus.experiments.score;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Counts pairs of expected and actual results. Rows and columns are in the order of their first occurrence. */
final class Confusion {
  /**
   * Largest number of different values with their own row or column, because a table of every number would be useless.
   */
  private static final int MOST = 40;

  private static final String OTHERS = "(others)";

  private final Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
  private final Set<String> columns = new LinkedHashSet<>();

  void add(String expected, String found) {
    String row = counts.containsKey(expected) || counts.size() < MOST ? expected : OTHERS;
    String column = columns.contains(found) || columns.size() < MOST ? found : OTHERS;
    columns.add(column);
    counts.computeIfAbsent(row, r -> new LinkedHashMap<>()).merge(column, 1L, Long::sum);
  }

  Map<String, Map<String, Long>> counts() {
    return counts;
  }

  String words() {
    int first = counts.keySet().stream().mapToInt(String::length).max().orElse(0);
    String corner = "expected";
    int width = Math.max(first, corner.length());
    StringBuilder table = new StringBuilder(padded(corner, width));
    columns.forEach(column -> table.append("  ").append(cell(column, column)));
    counts.forEach((row, found) -> {
      table.append('\n').append(padded(row, width));
      columns.forEach(column ->
          table.append("  ").append(cell(Long.toString(found.getOrDefault(column, 0L)), column)));
    });
    return table.toString();
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static String cell(String text, String column) {
    int width = Math.max(column.length(), 6);
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
