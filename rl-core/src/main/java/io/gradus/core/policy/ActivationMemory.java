package io.gradus.core.policy;

import java.util.List;

/**
 * Where a policy trades memory for time: what a pass keeps and what it computes again, and whether matrices are copied for sampling. The
 * results are the same up to rounding.
 *
 * @param checkpointing of a layer only its input is kept, and backward runs the layer again (arXiv:1604.06174)
 * @param chunkBytes bytes of logits that the head makes at a time, but of 128 tokens at the least
 * @param keptProbabilities bytes of probabilities that are kept for backward; above it they are computed again, chunk by chunk
 * @param packedBytes bytes of matrices that are packed for sampling at the most; 0: none are
 */
public record ActivationMemory(
    boolean checkpointing, long chunkBytes, long keptProbabilities, long packedBytes) {
  /** Of a large vocabulary: with fewer tokens the head's products read its matrix more often than they compute. */
  private static final int LEAST_TOKENS = 128;
  /** What the caches of a processor hold: matrices in them gain nothing. */
  static final long CACHED_BYTES = 32L << 20;

  /** Packing takes as long as it saves over five tokens, and completions may be much shorter than they might be. */
  private static final int WORTH_PACKING = 32;

  /** Everything of a pass is kept, of a small vocabulary in chunks that fit the cache of a core; nothing is copied. */
  public static ActivationMemory plain() {
    return new ActivationMemory(false, 2L << 20, 256L << 20, 0);
  }

  /** The same with room for packed matrices of a GiB. */
  public ActivationMemory packing() {
    return new ActivationMemory(checkpointing, chunkBytes, keptProbabilities, 1L << 30);
  }

  /**
   * Whether matrices of so many bytes are packed for sampling.
   *
   * @param tokens that rows may grow by
   */
  boolean packs(long bytes, int tokens) {
    return tokens >= WORTH_PACKING && bytes > CACHED_BYTES && bytes <= packedBytes;
  }

  /** Tokens in a chunk. */
  int chunkTokens(int vocabulary) {
    return (int) Math.max(LEAST_TOKENS, chunkBytes / Float.BYTES / vocabulary);
  }

  /** Whether there is memory for the probabilities of all completion tokens of these sequences, V each. */
  boolean keepsProbabilities(List<TokenSequence> sequences, int vocabulary) {
    long scored = sequences.stream().mapToLong(s -> s.completion().length).sum();
    return Float.BYTES * scored * vocabulary <= keptProbabilities;
  }
}
