package io.gradus.experiments.benchmark;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Python's {@code random.Random(seed).sample}: the Mersenne Twister (Matsumoto and Nishimura 1998, MT19937) with
 * Python's seeding and its choice of distinct positions. lm-evaluation-harness draws its examples with it, so the same
 * prompts need the same numbers.
 */
final class PythonRandom {
  private static final int N = 624;
  private static final int M = 397;

  private final int[] state = new int[N];
  private int at = N;

  /** Creates the generator of a seed that is not negative. */
  PythonRandom(int seed) {
    fill(19650218);
    int i = 1;
    for (int k = N; k > 0; k--) {
      state[i] = (state[i] ^ (mixed(i) * 1664525)) + seed;
      i = next(i);
    }
    for (int k = N - 1; k > 0; k--) {
      state[i] = (state[i] ^ (mixed(i) * 1566083941)) - i;
      i = next(i);
    }
    state[0] = 0x80000000;
  }

  private void fill(int seed) {
    state[0] = seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1812433253 * mixed(i) + i;
    }
  }

  private int mixed(int i) {
    return state[i - 1] ^ (state[i - 1] >>> 30);
  }

  private int next(int i) {
    if (i + 1 < N) {
      return i + 1;
    }
    state[0] = state[N - 1];
    return 1;
  }

  private int word() {
    if (at == N) {
      for (int k = 0; k < N; k++) {
        int y = (state[k] & 0x80000000) | (state[(k + 1) % N] & 0x7fffffff);
        state[k] = state[(k + M) % N] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
      }
      at = 0;
    }
    int y = state[at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private int below(int n) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(n);
    int drawn = word() >>> (Integer.SIZE - bits);
    while (drawn >= n) {
      drawn = word() >>> (Integer.SIZE - bits);
    }
    return drawn;
  }

  /** Draws k distinct positions below n, in the order drawn. */
  int[] sample(int n, int k) {
    int[] drawn = new int[k];
    if (n <= poolSize(k)) {
      int[] pool = IntStream.range(0, n).toArray();
      for (int i = 0; i < k; i++) {
        int j = below(n - i);
        drawn[i] = pool[j];
        pool[j] = pool[n - i - 1];
      }
      return drawn;
    }
    Set<Integer> taken = new LinkedHashSet<>();
    for (int i = 0; i < k; i++) {
      int j = below(n);
      while (!taken.add(j)) {
        j = below(n);
      }
      drawn[i] = j;
    }
    return drawn;
  }

  /** Largest number of positions from which Python draws by swapping within a list. */
  private static long poolSize(int k) {
    return k <= 5 ? 21 : 21 + (long) Math.pow(4, Math.ceil(Math.log(k * 3.0) / Math.log(4)));
  }
}
