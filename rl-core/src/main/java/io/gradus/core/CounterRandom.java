package io.gradus.core;

/**
 * Random numbers without a stream: each is a hash of the numbers that name its place. Therefore (seed, step, index)
 * decides everything, and a checkpoint has no generator state to save. Each word of a place selects an output of the
 * SplitMix64 generator (Steele, Lea, Flood, OOPSLA 2014) whose state is the hash of the words before it.
 */
public final class CounterRandom {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private CounterRandom() {}

  /** Returns 64 well mixed bits for a place; the order of its words matters, and equal words do not cancel. */
  public static long bits(long seed, long... place) {
    long h = mix(seed + GOLDEN);
    for (long word : place) {
      h = mix(h + (word + 1) * GOLDEN);
    }
    return h;
  }

  /** Returns a uniform number in {@code [0, 1)} with 53 bits. */
  public static double uniform(long seed, long... place) {
    return (bits(seed, place) >>> 11) * 0x1.0p-53;
  }

  /** Returns a uniform integer in {@code 0..bound-1}. */
  public static int below(int bound, long seed, long... place) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive, but is " + bound);
    }
    return (int) Math.multiplyHigh(bits(seed, place) >>> 1, (long) bound << 1);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
