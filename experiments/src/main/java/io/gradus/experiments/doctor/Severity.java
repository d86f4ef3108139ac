package io.gradus.experiments.doctor;

import java.util.Locale;

/** Severity of a finding; the worst first. */
public enum Severity {
  /** The run would be wasted, or its figures would be wrong. */
  FAULT,
  /** Probably a mistake. */
  WARNING,
  /** Worth knowing. */
  NOTE,
  /** Checked and in order. */
  OK;

  /** The name in JSON: {@code fault}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
