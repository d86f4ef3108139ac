package io.gradus.core.policy;

import io.gradus.core.architecture.Parameter;
import io.gradus.core.component.Labelled;

/** Precision of an optimizer's two moments. */
public enum MomentStates implements Labelled {
  /** Four bytes a value. */
  FLOAT32("float32"),
  /** Eight bits a value, with one scale per block (arXiv:2110.02861). Small tensors and the embedding keep 32 bits. */
  EIGHT_BIT("8bit");

  /** Number of values that share a scale. */
  public static final int BLOCK = 256;
  /** Smaller tensors keep 32 bits, because they save little and are sensitive. */
  public static final int LEAST_SIZE = 4096;

  private final String label;

  MomentStates(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  /**
   * Returns whether the moments of this tensor are kept in eight bits. The embedding is not, because most of its rows
   * get few gradients.
   */
  public boolean coarse(Parameter parameter) {
    return this == EIGHT_BIT
        && parameter.size() >= LEAST_SIZE
        && !parameter.name().contains("embed_tokens");
  }

  /** Returns the bytes of both moments of a tensor. */
  public long bytes(Parameter parameter) {
    return coarse(parameter)
        ? 2 * (parameter.size() + parameter.size() / BLOCK * Float.BYTES)
        : 2 * parameter.size() * Float.BYTES;
  }
}
