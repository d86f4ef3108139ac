package io.gradus.core.objective;

/**
 * The term with the advantage. A lower loss makes good completions likelier. {@code PolicyLossContract} in the test jar
 * checks that each slope is the derivative of its loss.
 */
public interface PolicyLoss extends LossTerm {}
