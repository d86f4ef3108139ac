package io.gradus.datasets;

/**
 * Side of a generated problem: train or test. The question decides the side, regardless of the order of its numbers, so
 * no problem is on both sides, whatever the seed. One problem in five is a test problem.
 */
public enum Split {
  TRAIN,
  TEST;

  /** Returns the side of a problem whose canonical form has this hash. */
  static Split of(long hash) {
    return Math.floorMod(hash, 5) == 0 ? TEST : TRAIN;
  }
}
