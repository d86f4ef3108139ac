package io.gradus.core.architecture;

import java.util.Optional;

/** The half of a layer in which a token reads earlier tokens. */
public interface Attention extends Block {

  /** Returns the window: the largest number of tokens that a token sees, including itself; empty: no limit. */
  Optional<Integer> window();

  /** Returns the number of query heads that share a key; the kernel treats them as queries of one key. */
  int queriesPerKey();

  /**
   * Returns the floating point operations of a token that reads one token, over all heads: 2 for each feature of its
   * score and of its value.
   */
  double pairFlops();

  /** Returns the same while sampling, where keys and values come from the cache. */
  default double cachedPairFlops() {
    return pairFlops();
  }

  /** Returns the size of a token's entry in a layer's sampling cache. */
  Cache cache();

  /**
   * Size of a token's cache entry: {@code planes * heads * width} numbers.
   *
   * @param planes 2 for keys and values, 1 if one array is both
   * @param heads K
   * @param width D
   */
  record Cache(int planes, int heads, int width) {
    /** Returns the number of all values. */
    public int numbers() {
      return planes * heads * width;
    }
  }
}
