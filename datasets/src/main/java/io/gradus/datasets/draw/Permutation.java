package io.gradus.datasets.draw;

import io.gradus.core.CounterRandom;

/**
 * A seeded order of {@code 0..size-1} without an array. Each place is computed by four rounds of a Feistel network over
 * the next power of four. The network is repeated until the result is below the size (Black and Rogaway, CT-RSA 2002).
 */
public final class Permutation {
  private static final int ROUNDS = 4;

  private Permutation() {}

  /** Returns the element at a place of the order of this seed and round. */
  public static long at(long place, long size, long seed, long round) {
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
