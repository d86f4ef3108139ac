package io.gradus.core.engine;

import java.util.Locale;

/** The form that matrices are brought into before they are multiplied many times with few rows. */
public enum Packing {
  /** oneDNN's own layout: it meets a few rows faster than MKL does a plain matrix. */
  ONEDNN,
  /** Rounded once, and not for each token. */
  BFLOAT16,
  /** There is none. */
  NONE;

  /** The name of the resource with its source. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
