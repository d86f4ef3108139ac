package io.gradus.core.engine;

import io.gradus.core.component.Labelled;
import java.util.Locale;

/** Library of fp32 products on a CPU, as a recipe asks for it. */
public enum MatmulChoice implements Labelled {
  /** Chosen for the machine. */
  AUTO,
  MKL,
  ONEDNN;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
