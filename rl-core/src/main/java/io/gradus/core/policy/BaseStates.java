package io.gradus.core.policy;

import io.gradus.core.component.Labelled;
import java.util.Locale;

/** Precision of the frozen matrices below an adapter. */
public enum BaseStates implements Labelled {
  /** Four bytes a value. */
  FLOAT32,
  /** One byte a value, with one scale per row. */
  INT8;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
