package io.gradus.core.objective;

/**
 * The term that uses the advantage. Reducing this loss makes good completions likelier. {@code PolicyLossContract} in
 * the test jar checks that each slope is the derivative of its loss.
 */
public interface PolicyLoss extends LossTerm {}
