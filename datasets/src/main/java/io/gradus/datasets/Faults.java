package io.gradus.datasets;

import io.gradus.core.UserError;
import java.util.ArrayList;
import java.util.List;

/** The faults of a file's rows: the first few in full, the others counted, so that one bad column is not a thousand lines. */
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
   * Notes a fault.
   *
   * @throws UserError if there are so many that reading on makes no sense
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

  /** Throws the faults noted, if there are any. */
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
