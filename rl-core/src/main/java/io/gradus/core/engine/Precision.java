package io.gradus.core.engine;

import io.gradus.core.component.Labelled;
import java.util.Locale;

/** Number type of matrix products, as a recipe names it. Weights and everything else are fp32. */
public enum Precision implements Labelled {
  /** Chosen for the machine. */
  AUTO,
  FLOAT32,
  BFLOAT16;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
