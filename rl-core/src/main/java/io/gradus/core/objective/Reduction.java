package io.gradus.core.objective;

/**
 * How the token losses of an optimizer step become one number: a weight for each token, fixed over the whole step before it
 * is split into micro-batches, so that the split cannot change the objective. Sequences of length 0 (masked ones) weigh
 * nothing and do not count in N.
 */
public interface Reduction {
  /**
   * The weight of each token, the same for all of a sequence.
   *
   * @param lengths {@code (N)} number of tokens that are learned from, by sequence
   * @param generationBudget the most tokens that a completion could have had
   * @return {@code (N)}
   */
  double[] weights(int[] lengths, int generationBudget);
}
