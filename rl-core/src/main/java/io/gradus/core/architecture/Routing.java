package io.gradus.core.architecture;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * Choice and weighting of a mixture's experts for a token.
 *
 * @param renormalise whether the chosen experts' weights are divided by their sum
 *
 * @param groups number of groups of experts; 1: no groups
 *
 * @param correction whether experts are chosen by corrected affinities; the weights use the original affinities; this
 *     balances loads without a loss (arXiv:2408.15664)
 * @param balanceRate change of the corrections after a step: they rise for experts with less than the mean load and
 *     fall for others; 0 suits reinforcement learning
 */
public record Routing(
    @Default("softmax") @About("function from the router's logits to affinities")
    Gate gate,

    @Default("true") @About("whether the chosen experts' weights sum to one")
    boolean renormalise,

    @Default("1.0") @About("factor of the weights") double scale,
    @Default("1") @About("number of groups of experts") int groups,

    @Default("1") @About("number of groups from which a token's experts are chosen")
    int activeGroups,

    @Default("false") @About("whether a correction per expert is added when experts are chosen")
    boolean correction,

    @Default("0.0") @About("change of the corrections after a step (arXiv:2408.15664); 0: none")
    double balanceRate) {

  /** Function from logits to affinities. */
  public enum Gate {
    /** Softmax over all experts: Mixtral, Qwen, DeepSeek-V2. */
    SOFTMAX,
    /** Sigmoid of each expert alone: DeepSeek-V3. */
    SIGMOID
  }

  public Routing {
    if (groups < 1 || activeGroups < 1 || activeGroups > groups) {
      throw new IllegalArgumentException("active-groups: must be from 1 to groups (%d), but is %d"
          .formatted(groups, activeGroups));
    }
    if (!(scale > 0)) {
      throw new IllegalArgumentException("scale: must be positive, but is " + scale);
    }
    if (!(balanceRate >= 0) || (balanceRate > 0 && !correction)) {
      throw new IllegalArgumentException(
          "balance-rate: must be 0, or positive with 'correction: true', but is " + balanceRate);
    }
  }

  /** Softmax over all experts, no groups, no correction. */
  public static Routing softmax(boolean renormalise) {
    return new Routing(Gate.SOFTMAX, renormalise, 1, 1, 1, false, 0);
  }
}
