package io.gradus.core.engine;

import java.util.Locale;

/** Layout that matrices are copied into before many products with few rows. */
public enum Packing {
  /** oneDNN's own layout: for a few rows it is faster than MKL on a plain matrix. */
  ONEDNN,
  /** Rounded to bf16 once instead of for each token. */
  BFLOAT16,
  /** No packing. */
  NONE;

  /** Returns the name of the resource with its source. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
