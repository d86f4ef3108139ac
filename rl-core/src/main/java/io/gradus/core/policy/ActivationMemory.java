package io.gradus.core.policy;

import java.util.List;

/**
 * Settings that trade memory for time in a policy: what a pass keeps or recomputes, and whether matrices are copied for
 * sampling. They change results only by rounding.
 *
 * @param checkpointing whether a pass keeps only each layer's input; the backward pass then runs the layer again
 *     (arXiv:1604.06174)
 * @param chunkBytes bytes of logits that the head computes at a time, but at least those for 128 tokens
 * @param keptProbabilities largest size of probabilities that are kept for the backward pass, in bytes; if they are
 *     larger, they are computed again, chunk by chunk
 * @param packedBytes largest size of matrices that are packed for sampling, in bytes; 0: matrices are not packed
 * @param sharing whether passes without a gradient compute a common beginning of all prompts of a batch once
 */
public record ActivationMemory(
    boolean checkpointing,
    long chunkBytes,
    long keptProbabilities,
    long packedBytes,
    boolean sharing) {
  /**
   * Least tokens per chunk for a large vocabulary, because smaller chunks spend their time on reading the head's
   * matrix.
   */
  private static final int LEAST_TOKENS = 128;
  /** Size of a processor's caches. Packing matrices that fit into the caches gains nothing. */
  static final long CACHED_BYTES = 32L << 20;

  /**
   * Matrices are packed from this number of tokens on. Five tokens would save the cost of packing, but completions may
   * end early.
   */
  private static final int WORTH_PACKING = 32;

  /** Computes each prompt for itself. */
  public ActivationMemory(
      boolean checkpointing, long chunkBytes, long keptProbabilities, long packedBytes) {
    this(checkpointing, chunkBytes, keptProbabilities, packedBytes, false);
  }

  /**
   * Returns settings that keep everything of a pass and copy no matrices. A small vocabulary is processed in chunks
   * that fit the cache of a core.
   */
  public static ActivationMemory plain() {
    return new ActivationMemory(false, 2L << 20, 256L << 20, 0);
  }

  /** Returns {@link #plain} with a GiB for packed matrices. */
  public ActivationMemory packing() {
    return new ActivationMemory(checkpointing, chunkBytes, keptProbabilities, 1L << 30, sharing);
  }

  /** Returns these settings for prompts that begin alike, such as the examples of a benchmark. */
  public ActivationMemory sharingPrompts() {
    return new ActivationMemory(checkpointing, chunkBytes, keptProbabilities, packedBytes, true);
  }

  /**
   * Returns whether matrices of this size are packed for sampling.
   *
   * @param tokens largest number of tokens by which a row may grow
   */
  boolean packs(long bytes, int tokens) {
    return tokens >= WORTH_PACKING && bytes > CACHED_BYTES && bytes <= packedBytes;
  }

  /** Returns the number of tokens in a chunk. */
  int chunkTokens(int vocabulary) {
    return (int) Math.max(LEAST_TOKENS, chunkBytes / Float.BYTES / vocabulary);
  }

  /**
   * Returns whether there is memory for the probabilities of all completion tokens of these sequences, V numbers for
   * each token.
   */
  public boolean keepsProbabilities(List<TokenSequence> sequences, int vocabulary) {
    long scored = sequences.stream().mapToLong(s -> s.completion().length).sum();
    return Float.BYTES * scored * vocabulary <= keptProbabilities;
  }
}
