package io.gradus.datasets;

import io.gradus.core.CounterRandom;

/**
 * A seeded order of {@code 0..size-1} that is computed place by place: four rounds of a Feistel network over the next power
 * of four, walked until it lands within the size (Black and Rogaway, CT-RSA 2002). No array is shuffled or kept.
 */
final class Permutation {
  private static final int ROUNDS = 4;

  private Permutation() {}

  /** What is at a place of the order that the seed and the round give. */
  static long at(long place, long size, long seed, long round) {
    if (place < 0 || place >= size) {
      throw new IllegalArgumentException("place %d is not in 0..%d".formatted(place, size - 1));
    }
    int bits = Math.max(1, (65 - Long.numberOfLeadingZeros(size - 1)) / 2);
    long mask = (1L << bits) - 1;
    long x = place;
    do {
      long left = x >>> bits;
      long right = x & mask;
      for (int i = 0; i < ROUNDS; i++) {
        long next = left ^ (CounterRandom.bits(seed, round, size, i, right) & mask);
        left = right;
        right = next;
      }
      x = (left << bits) | right;
    } while (x >= size);
    return x;
  }
}
