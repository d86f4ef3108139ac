package io.gradus.experiments.score;

import java.util.List;

/** A row that cannot be scored. */
public final class BadRow extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  BadRow(List<String> faults) {
    super(String.join("\n", faults));
    this.faults = List.copyOf(faults);
  }

  BadRow(String fault) {
    this(List.of(fault));
  }

  /** Why, a line each. */
  public List<String> faults() {
    return faults;
  }
}
