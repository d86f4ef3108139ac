package io.gradus.experiments.rows;

import java.util.List;

/** A row that nothing can be made of. */
public final class BadRow extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  /** With why, a line each. */
  public BadRow(List<String> faults) {
    super(String.join("\n", faults));
    this.faults = List.copyOf(faults);
  }

  /** With why, in one line. */
  public BadRow(String fault) {
    this(List.of(fault));
  }

  /** Why, a line each. */
  public List<String> faults() {
    return faults;
  }
}
