package io.gradus.core.policy;

/**
 * What a pass through the network keeps, and what it computes again: time for memory. The gradient is the same up to rounding.
 *
 * @param checkpointing of a layer only its input is kept, and backward runs the layer again (arXiv:1604.06174)
 * @param chunkBytes bytes of logits that the head makes at a time
 * @param keptProbabilities bytes of probabilities that are kept for backward; above it they are computed again, chunk by chunk
 */
public record ActivationMemory(boolean checkpointing, long chunkBytes, long keptProbabilities) {

  /** Everything is kept, in chunks that fit the cache of a core. */
  public static ActivationMemory plain() {
    return new ActivationMemory(false, 2L << 20, 64L << 20);
  }

  /** Tokens in a chunk. */
  int chunkTokens(int vocabulary) {
    return (int) Math.max(16, chunkBytes / Float.BYTES / vocabulary);
  }
}
