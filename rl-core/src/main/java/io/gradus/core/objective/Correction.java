package io.gradus.core.objective;

/**
 * Corrects for a sampler that is not the trainer's policy: a detached factor on the loss of each token. With a correction, the
 * trainer computes {@code log pi_old} itself before the first update, instead of taking the sampler's.
 */
public interface Correction {
  /**
   * The factors of one completion.
   *
   * @param old {@code (T)} log-probabilities under the trainer's policy before the step's first update
   * @param behaviour {@code (T)} log-probabilities under the distribution that the tokens were drawn from
   * @return {@code (T)}, 0 or more
   */
  double[] weights(double[] old, double[] behaviour);
}
