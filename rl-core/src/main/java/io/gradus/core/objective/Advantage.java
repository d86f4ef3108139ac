package io.gradus.core.objective;

/**
 * How much better than its group a completion is: {@code Â_i} of arXiv:2402.03300.
 *
 * <p>Equal rewards give zeros, decided by {@link io.gradus.core.ScoredGroup#differ} before any division. So does a group of
 * one: it has nothing to be compared with. (verl lets the reward itself stand for the advantage there, which has no baseline.)
 */
public interface Advantage {
  /**
   * The advantages within one group.
   *
   * @param rewards {@code (G)} the rewards that count; not changed
   * @return {@code (G)} in the same order
   */
  double[] of(double[] rewards);
}
