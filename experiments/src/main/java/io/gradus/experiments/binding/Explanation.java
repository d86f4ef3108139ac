package io.gradus.experiments.binding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All meanings of a path in a recipe.
 *
 * @param path the requested path
 * @param meanings records and components before plain keys, then the nearest first
 */
public record Explanation(String path, List<Meaning> meanings) {
  public Explanation {
    meanings = List.copyOf(meanings);
  }

  /**
   * Lines for a terminal. Records and components are printed in full. If several components of one kind share the key,
   * only the first is printed, and a line names each of the others. For example, if the plan of GRPO is printed, a line
   * names the plan of SFT. Plain keys follow, one line each.
   */
  public List<String> lines() {
    Meaning first = meanings.get(0);
    if (meanings.size() == 1 && (first.places().size() <= 1) && first.nearest().equals(path)) {
      return first.lines();
    }
    List<String> lines = new ArrayList<>();
    List<Meaning> printed = new ArrayList<>();
    List<String> also = new ArrayList<>();
    for (Meaning meaning : meanings) {
      boolean sibling =
          meaning.structured() && printed.stream().anyMatch(other -> siblings(other, meaning));
      if (sibling || (!meaning.structured() && first.structured())) {
        also.add(
            meaning.structured()
                ? "%s has keys of its own: gradus explain %s"
                    .formatted(meaning.nearest(), meaning.nearest())
                : meaning.lines().get(0));
        continue;
      }
      if (meaning.structured() && !lines.isEmpty()) {
        lines.add("");
      }
      if (meaning.structured()) {
        if (!meaning.nearest().equals(path) || meaning.places().size() > 1) {
          lines.add(MeaningLines.heading(meaning));
        }
        lines.addAll(meaning.lines());
      } else {
        lines.add(meaning.lines().get(0));
      }
      printed.add(meaning);
    }
    if (!also.isEmpty()) {
      lines.add("");
      lines.addAll(also);
    }
    return lines;
  }

  /** JSON object with the path and its meanings. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("path", path);
    fields.put("meanings", meanings.stream().map(Meaning::fields).toList());
    return fields;
  }

  /** Whether two paths differ in exactly one name, which is not the last. */
  private static boolean siblings(Meaning a, Meaning b) {
    String[] one = a.nearest().split("\\.", -1);
    String[] two = b.nearest().split("\\.", -1);
    if (one.length != two.length || !one[one.length - 1].equals(two[two.length - 1])) {
      return false;
    }
    int differing = 0;
    for (int i = 0; i < one.length; i++) {
      differing += one[i].equals(two[i]) ? 0 : 1;
    }
    return differing == 1;
  }
}
