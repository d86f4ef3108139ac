package io.gradus.datasets;

import io.gradus.core.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Faults of a file's rows. A missing field is one message for all its rows, because a wrong name is missing in every
 * row. Of other faults the first few are printed in full, and the rest as a count.
 */
final class Faults {
  private static final int SHOWN = 5;
  private static final int ENOUGH = 1_000;

  /** A field that rows do not have: the first such row, and how many there are. */
  private static final class MissingField {
    private final long line;
    private final String what;
    private final String remedy;
    private int rows;

    MissingField(long line, String what, String remedy) {
      this.line = line;
      this.what = what;
      this.remedy = remedy;
    }

    String message(String name) {
      String others = rows == 1 ? "" : " in %,d rows; this is the first".formatted(rows);
      return "%s:%d: %s%s. %s".formatted(name, line, what, others, remedy);
    }
  }

  private final String name;
  private final Map<String, MissingField> missing = new LinkedHashMap<>();
  private final List<String> shown = new ArrayList<>();
  private int others;
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
    if (shown.size() < SHOWN) {
      shown.add("%s:%d: %s".formatted(name, line, message));
    } else {
      others++;
    }
    counted();
  }

  /**
   * Records a row without a field.
   *
   * @param what the fault, which is the same for every row
   * @param remedy what the row has instead, and what to do
   * @throws UserError if there are too many to read on
   */
  void addMissing(long line, String what, String remedy) {
    missing.computeIfAbsent(what, w -> new MissingField(line, w, remedy)).rows++;
    counted();
  }

  private void counted() {
    count++;
    if (count == ENOUGH) {
      throwIfAny();
    }
  }

  /** Throws the recorded faults, if there are any. */
  void throwIfAny() {
    if (count == 0) {
      return;
    }
    List<String> lines = new ArrayList<>();
    missing.values().forEach(field -> lines.add(field.message(name)));
    lines.addAll(shown);
    if (others > 0) {
      lines.add("%s: and %,d more such rows".formatted(name, others));
    }
    if (count == ENOUGH) {
      lines.add("%s: reading stopped after %,d faults".formatted(name, count));
    }
    throw new UserError(lines);
  }
}
