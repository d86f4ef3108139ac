package io.gradus.core.architecture;

import java.util.Optional;

/** The half of a layer in which tokens look at those before them. */
public interface Attention extends Block {

  /** How many tokens, itself among them, a token sees at most; absent: all. */
  Optional<Integer> window();

  /** How many queries of a token its kernel sees as queries of one key: heads that share it. */
  int queriesPerKey();

  /** What a token leaves in a layer's cache when sampling. */
  Cache cache();

  /**
   * Numbers that are kept of a token: {@code planes * heads * width}.
   *
   * @param planes 2 for keys and values, 1 where one thing is both
   * @param heads K
   * @param width D
   */
  record Cache(int planes, int heads, int width) {
    /** All of them. */
    public int numbers() {
      return planes * heads * width;
    }
  }
}
