package io.gradus.core.policy;

import java.util.List;

/**
 * Trade of memory for time in a policy: what a pass keeps or recomputes, and whether matrices are copied for sampling.
 * The results are the same up to rounding.
 *
 * @param checkpointing keep only each layer's input; backward runs the layer again (arXiv:1604.06174)
 * @param chunkBytes bytes of logits that the head computes at a time, but at least those for 128 tokens
 * @param keptProbabilities largest size of probabilities kept for backward; larger ones are computed again, chunk by
 *     chunk
 * @param packedBytes largest size of matrices that are packed for sampling; 0: none
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
  /** Size of a processor's caches; packing matrices that fit them gains nothing. */
  static final long CACHED_BYTES = 32L << 20;

  /**
   * Number of tokens from which packing pays. It costs as much as it saves over five tokens, but completions may end
   * early.
   */
  private static final int WORTH_PACKING = 32;

  /** Computes each prompt for itself. */
  public ActivationMemory(
      boolean checkpointing, long chunkBytes, long keptProbabilities, long packedBytes) {
    this(checkpointing, chunkBytes, keptProbabilities, packedBytes, false);
  }

  /**
   * Keeps everything of a pass and copies nothing. A small vocabulary is processed in chunks that fit the cache of a
   * core.
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
   * @param tokens largest number that a row may grow by
   */
  boolean packs(long bytes, int tokens) {
    return tokens >= WORTH_PACKING && bytes > CACHED_BYTES && bytes <= packedBytes;
  }

  /** Returns the number of tokens in a chunk. */
  int chunkTokens(int vocabulary) {
    return (int) Math.max(LEAST_TOKENS, chunkBytes / Float.BYTES / vocabulary);
  }

  /** Whether there is memory for the probabilities of all completion tokens of these sequences, V each. */
  boolean keepsProbabilities(List<TokenSequence> sequences, int vocabulary) {
    long scored = sequences.stream().mapToLong(s -> s.completion().length).sum();
    return Float.BYTES * scored * vocabulary <= keptProbabilities;
  }
}
