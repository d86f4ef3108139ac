package io.gradus.core.policy;

import java.util.Optional;

/** The half of a layer in which tokens look at those before them. */
public interface Attention extends Block {

  /** How many tokens, itself among them, a token sees at most; absent: all. */
  Optional<Integer> window();

  /** Numbers a token leaves in the cache of a layer when sampling. */
  int cacheWidth();
}
