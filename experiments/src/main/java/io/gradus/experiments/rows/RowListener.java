package io.gradus.experiments.rows;

/** Who wants to know how it goes with the rows of a stream. Called by one thread. */
public interface RowListener {
  /** So many lines are done. */
  void advanced(long lines);

  /** Nothing could be made of a line. One line of words: where, and why. */
  void refused(String fault);

  /** Tells one fault of a line. */
  default void refused(Lines lines, long line, String fault) {
    refused("%s:%d: %s".formatted(lines.name(), line, fault.replaceAll("\\p{Cntrl}|\\R", " ")));
  }
}
