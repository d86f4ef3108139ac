package io.gradus.core.policy;

import io.gradus.core.architecture.RouterLosses;

/** The numbers that a pass through the decoder reads, in the order in which {@code decoder.py} reads them. */
final class PassSettings {
  private static final int TEMPERATURE = 0;
  private static final int CHUNK = 1;
  private static final int KEEP_PROBABILITIES = 2;
  private static final int ENTROPY_GRADIENT = 3;
  private static final int AUXILIARY_LOSS = 4;
  private static final int Z_LOSS = 5;
  private static final int CHECKPOINTING = 6;
  private static final int COUNT = 7;

  private final float[] values = new float[COUNT];

  /**
   * @param chunkTokens completion tokens whose logits are in memory at once
   * @param checkpointing whether only the inputs of the layers are kept
   */
  PassSettings(double temperature, int chunkTokens, boolean checkpointing) {
    values[TEMPERATURE] = (float) temperature;
    values[CHUNK] = chunkTokens;
    values[CHECKPOINTING] = checkpointing ? 1 : 0;
  }

  /** Returns the settings of a pass that trades time for memory in this way. */
  static PassSettings of(double temperature, ActivationMemory memory, int vocabulary) {
    return new PassSettings(temperature, memory.chunkTokens(vocabulary), memory.checkpointing());
  }

  /** Sets whether the probabilities of the tokens are kept for the backward pass. */
  PassSettings keepProbabilities(boolean keep) {
    values[KEEP_PROBABILITIES] = keep ? 1 : 0;
    return this;
  }

  /** Sets whether the loss has a derivative by the entropies. */
  PassSettings entropyGradient(boolean present) {
    values[ENTROPY_GRADIENT] = present ? 1 : 0;
    return this;
  }

  /**
   * Sets the weights of the router's own losses.
   *
   * @param share share of these sequences in the optimizer step
   * @param tokens number of tokens of this pass
   */
  void routerLosses(RouterLosses losses, double share, int tokens) {
    values[AUXILIARY_LOSS] = (float) (losses.auxiliary() * share / tokens);
    values[Z_LOSS] = (float) (losses.z() * share / tokens);
  }

  float[] array() {
    return values;
  }
}
