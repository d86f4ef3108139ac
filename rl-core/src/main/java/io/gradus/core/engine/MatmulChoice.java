package io.gradus.core.engine;

import io.gradus.core.component.Labelled;
import java.util.Locale;

/** Library of fp32 products on a CPU, as a recipe names it. */
public enum MatmulChoice implements Labelled {
  /** The library that suits this kind of processor. */
  AUTO,
  /**
   * The library that is fastest when the run begins. Other runs may choose another library, which changes the last
   * bits.
   */
  MEASURED,
  MKL,
  ONEDNN;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
