package io.gradus.core.objective;

/**
 * What is minimised to make good completions likelier: the term of the objective with the advantage. Its contract is {@code
 * PolicyLossContract} in the test jar: the slope it adds is the derivative of the loss it adds.
 */
public interface PolicyLoss {
  /** Adds the loss and its slope for every token of the sequence. */
  void add(SequenceLoss sequence);
}
