package io.gradus.experiments.rows;

import io.gradus.core.Excerpt;

/** Listens to the progress of a stream of rows. Called by one thread. */
public interface RowListener {
  /** Characters of a message. */
  int LONGEST = 1_000;

  /** This many more lines are done. */
  void advanced(long lines);

  /** Nothing could be made of a line. One line of words: where, and why. */
  void refused(String fault);

  /** Reports one fault of a line. */
  default void refused(Lines lines, long line, String fault) {
    refused("%s:%d: %s"
        .formatted(lines.name(), line, Excerpt.printable(fault.replaceAll("\\R", " "), LONGEST)));
  }
}
