package io.gradus.core.preference;

/**
 * Loss of one preference pair as a function of four log-probs: chosen and rejected completion, under the policy and
 * under the frozen reference. The loss of an optimizer step is the mean over its pairs.
 */
public interface PairLoss {

  /** Returns the weight of the log-ratio in the implicit reward, {@code beta * log(pi_theta / pi_ref)}. */
  double beta();

  /** Returns the loss of a pair and its derivatives. */
  PairSlope of(PairLogProbs pair);

  /**
   * Refuses a beta that is not positive.
   *
   * @throws IllegalArgumentException with the key
   */
  static void requirePositive(double beta) {
    if (!(beta > 0 && Double.isFinite(beta))) {
      throw new IllegalArgumentException("beta: must be positive, but is " + beta);
    }
  }

  /**
   * Refuses a share of flipped labels that is not in the range.
   *
   * @param most exclusive upper bound
   * @throws IllegalArgumentException with the key
   */
  static void requireSmoothing(double smoothing, double most) {
    if (!(smoothing >= 0 && smoothing < most)) {
      throw new IllegalArgumentException(
          "label-smoothing: must be in [0, %s), but is %s".formatted(most, smoothing));
    }
  }
}
