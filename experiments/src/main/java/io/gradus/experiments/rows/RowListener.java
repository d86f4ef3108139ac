package io.gradus.experiments.rows;

import io.gradus.core.Excerpt;

/** Listens to the progress of a stream of rows. One thread calls it. */
public interface RowListener {
  /** Longest message in characters. */
  int LONGEST = 1_000;

  /** Called when this many more lines are done. */
  void advanced(long lines);

  /** Called for a line that cannot be used, with one line of text: position and reason. */
  void refused(String fault);

  /** Reports one fault of a line. */
  default void refused(Lines lines, long line, String fault) {
    refused("%s:%d: %s"
        .formatted(lines.name(), line, Excerpt.printable(fault.replaceAll("\\R", " "), LONGEST)));
  }
}
