package io.gradus.core.objective;

/**
 * Reduces the token losses of an optimizer step to one number, by a weight for each token. The weights are fixed over
 * the whole step before it is split into micro-batches, so that the split cannot change the objective. Masked sequences
 * have length 0: they have no weight and do not count in N.
 */
public interface Reduction {
  /**
   * Returns the weight of a token of each sequence; all tokens of a sequence have the same weight.
   *
   * @param lengths {@code (N)} number of learned tokens of each sequence
   * @param generationBudget largest number of tokens that a completion could have had
   * @return {@code (N)}
   */
  double[] weights(int[] lengths, int generationBudget);
}
