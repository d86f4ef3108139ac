package io.gradus.core.preference;

/**
 * Loss of a pair with its derivatives.
 *
 * @param chosen dL / d(log-prob of the chosen completion), a sum over tokens; so also the derivative for each token
 * @param rejected dL / d(log-prob of the rejected completion)
 */
public record PairSlope(double loss, double chosen, double rejected) {

  /**
   * Returns the slope of a loss that depends only on the difference of the log-ratios.
   *
   * @param slope dL / d(difference)
   * @param pair the pair
   * @param perToken whether each log-ratio was divided by the tokens of its completion
   */
  static PairSlope ofDifference(double loss, double slope, PairLogProbs pair, boolean perToken) {
    return perToken
        ? new PairSlope(loss, slope / pair.chosenTokens(), -slope / pair.rejectedTokens())
        : new PairSlope(loss, slope, -slope);
  }

  /** Returns the difference of the log-ratios: chosen minus rejected. */
  static double difference(PairLogProbs pair, boolean perToken) {
    return perToken
        ? pair.chosenRatio() / pair.chosenTokens() - pair.rejectedRatio() / pair.rejectedTokens()
        : pair.chosenRatio() - pair.rejectedRatio();
  }
}
