package io.gradus.core.objective;

import java.util.List;

/**
 * Corrects for a sampler that is not the trainer's policy: a detached factor on the loss of each token. With a
 * correction, the trainer computes {@code log pi_old} itself before the first update, instead of using the sampler's
 * log-probabilities.
 */
public interface Correction {
  /**
   * Returns the factors of one completion.
   *
   * @param old {@code (T)} log-probabilities of its learned tokens under the trainer's policy before the step's first
   *     update
   * @param behaviour {@code (T)} log-probabilities under the distribution that the tokens were drawn from
   * @return {@code (T)}, 0 or more
   */
  double[] weights(double[] old, double[] behaviour);

  /**
   * Combines the factors of all completions of a step. Returns them unchanged unless the correction normalises over the
   * step.
   *
   * @param step {@code (N)} arrays of {@code (T_i)}
   */
  default List<double[]> together(List<double[]> step) {
    return step;
  }
}
