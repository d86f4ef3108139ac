package io.gradus.datasets;

import io.gradus.core.UserError;
import java.util.ArrayList;
import java.util.List;

/**
 * Faults of a file's rows: the first few in full and the others as a count, so that one bad column does not print a
 * thousand lines.
 */
final class Faults {
  private static final int SHOWN = 5;
  private static final int ENOUGH = 1_000;

  private final String name;
  private final List<String> shown = new ArrayList<>();
  private int count;

  Faults(String name) {
    this.name = name;
  }

  /**
   * Records a fault.
   *
   * @throws UserError if there are too many to read on
   */
  void add(long line, String message) {
    count++;
    if (shown.size() < SHOWN) {
      shown.add("%s:%d: %s".formatted(name, line, message));
    }
    if (count == ENOUGH) {
      throwIfAny();
    }
  }

  /** Throws the recorded faults, if there are any. */
  void throwIfAny() {
    if (count > shown.size()) {
      shown.add("%s: and %,d more such rows%s"
          .formatted(name, count - SHOWN, count == ENOUGH ? "; reading stopped there" : ""));
    }
    if (count > 0) {
      throw new UserError(shown);
    }
  }
}
