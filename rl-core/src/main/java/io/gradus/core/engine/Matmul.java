package io.gradus.core.engine;

import java.util.Locale;

/** Library and type of matrix products. All compute the same mathematics; which is fastest depends on the machine. */
public enum Matmul {
  /** fp32 by the library's own matmul (MKL on x86, cuBLAS on a GPU). */
  MKL,
  /** fp32 by oneDNN, which uses AVX-512 where MKL does not (AMD). */
  ONEDNN,
  /** bf16 over fp32 master weights. */
  BFLOAT16;

  /**
   * Returns the lower-case name. A run's provenance records it, and the resource {@code matmul-NAME.py} has the source
   * of this product.
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the number type of products, as recipes write it. */
  public String dtype() {
    return this == BFLOAT16 ? "bfloat16" : "float32";
  }
}
