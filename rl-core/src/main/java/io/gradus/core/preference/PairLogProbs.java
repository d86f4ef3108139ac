package io.gradus.core.preference;

/**
 * Log-probs of a preference pair. Each is a sum over the tokens of a completion, the end token included, in nats.
 *
 * @param chosen log-prob of the chosen completion under the policy
 * @param rejected log-prob of the rejected completion under the policy
 * @param referenceChosen log-prob of the chosen completion under the frozen reference
 * @param referenceRejected log-prob of the rejected completion under the frozen reference
 * @param chosenTokens number of tokens of the chosen completion, at least 1
 * @param rejectedTokens number of tokens of the rejected completion, at least 1
 */
public record PairLogProbs(
    double chosen,
    double rejected,
    double referenceChosen,
    double referenceRejected,
    int chosenTokens,
    int rejectedTokens) {

  /** Returns the log-ratio of the chosen completion: {@code log pi_theta(y_w) - log pi_ref(y_w)}. */
  public double chosenRatio() {
    return chosen - referenceChosen;
  }

  /** Returns the log-ratio of the rejected completion: {@code log pi_theta(y_l) - log pi_ref(y_l)}. */
  public double rejectedRatio() {
    return rejected - referenceRejected;
  }
}
