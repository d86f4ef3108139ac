package io.gradus.core.objective;

/**
 * The term with the advantage: minimising it makes good completions likelier. {@code PolicyLossContract} in the test jar checks
 * that the slope it adds is the derivative of the loss it adds.
 */
public interface PolicyLoss extends LossTerm {}
