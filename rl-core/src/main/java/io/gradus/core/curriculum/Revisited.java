package io.gradus.core.curriculum;

import io.gradus.core.Dataset;
import java.util.List;

/** Data sets whose problems come back, so that a problem's own outcomes say something about its next one. */
final class Revisited {
  private Revisited() {}

  /**
   * Faults of a data set whose problems may never come back.
   *
   * @param key the curriculum's key that the message begins with
   */
  static List<String> faults(String key, Dataset dataset) {
    return dataset.size().isEmpty() && dataset.listed().isEmpty()
        ? List.of(
            key
                + ": needs problems that come back, but this data set makes new ones without end. Use 'curriculum: predicted', which also learns from a problem's words")
        : List.of();
  }
}
