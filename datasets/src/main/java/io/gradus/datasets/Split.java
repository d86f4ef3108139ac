package io.gradus.datasets;

/**
 * The side of a generated problem. What a problem asks (the order of its numbers left out) decides its side, never a draw:
 * so no problem is on both, whatever the seed. One in five is a test problem.
 */
public enum Split {
  TRAIN,
  TEST;

  /** The side of a problem whose canonical form has this hash. */
  static Split of(long hash) {
    return Math.floorMod(hash, 5) == 0 ? TEST : TRAIN;
  }
}
