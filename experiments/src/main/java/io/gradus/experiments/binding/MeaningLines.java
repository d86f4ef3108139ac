package io.gradus.experiments.binding;

import java.util.ArrayList;
import java.util.List;

/** A {@link Meaning} as lines for a terminal. */
final class MeaningLines {
  /** Largest number of further places that are printed after the nearest. */
  private static final int OTHERS = 3;

  private MeaningLines() {}

  static List<String> of(Meaning meaning) {
    List<String> lines = new ArrayList<>();
    if (!meaning.structured()) {
      lines.add(String.join(
              "  ",
              meaning.nearest(),
              meaning.type(),
              meaning.presence().orElse(""),
              meaning.about())
          .stripTrailing());
      return lines;
    }
    if (!meaning.about().isEmpty()) {
      lines.add(meaning.about());
    }
    if (meaning.keys().isEmpty() && meaning.names().isEmpty()) {
      lines.add("It has no keys.");
    }
    lines.addAll(columns(meaning.keys().stream()
        .map(key -> List.of("  " + key.name(), key.type(), key.presence(), key.about()))
        .toList()));
    lines.addAll(columns(meaning.names().stream()
        .map(name -> List.of("  " + name.name(), name.about()))
        .toList()));
    return lines;
  }

  /** The place of a meaning, and the next few other places. */
  static String heading(Meaning meaning) {
    List<String> others = meaning.places().stream().skip(1).limit(OTHERS).toList();
    String more = meaning.places().size() > OTHERS + 1 ? ", ..." : "";
    return meaning.nearest()
        + (others.isEmpty() ? ":" : ": (also at %s%s)".formatted(String.join(", ", others), more));
  }

  static List<String> columns(List<List<String>> rows) {
    int count = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[count];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
