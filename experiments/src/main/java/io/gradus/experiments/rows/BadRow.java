package io.gradus.experiments.rows;

import java.util.List;

/** Reports a row that cannot be used. */
public final class BadRow extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  /** Creates the exception with the row's faults, one line each. */
  public BadRow(List<String> faults) {
    super(String.join("\n", faults));
    this.faults = List.copyOf(faults);
  }

  /** Creates the exception with one fault. */
  public BadRow(String fault) {
    this(List.of(fault));
  }

  /** Faults of the row, one line each. */
  public List<String> faults() {
    return faults;
  }
}
