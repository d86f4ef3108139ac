package io.gradus.core.architecture;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * How a mixture's experts are chosen for a token, and weighed.
 *
 * @param gate from the router's logits to affinities
 * @param renormalise whether the chosen experts' weights are divided by their sum
 * @param scale multiplies the weights
 * @param groups experts are divided into these; 1: no groups
 * @param activeGroups groups that a token's experts may be in
 * @param correction whether a number for each expert is added to its affinity when experts are chosen, and only then: what balances loads
 *     without a loss (arXiv:2408.15664)
 * @param balanceRate what that number moves by after an optimizer step, up for an expert with less than the mean load, down for one with
 *     more; 0: it stays, as reinforcement learning wants it
 */
public record Routing(
    @Default("softmax") @About("from the router's logits to affinities")
    Gate gate,

    @Default("true") @About("whether the chosen experts' weights sum to one")
    boolean renormalise,

    @Default("1.0") @About("multiplies the weights") double scale,
    @Default("1") @About("experts are divided into these") int groups,

    @Default("1") @About("groups that a token's experts may be in")
    int activeGroups,

    @Default("false") @About("whether choices, and only they, are corrected by a number an expert")
    boolean correction,

    @Default("0.0") @About("what that number moves by after a step (arXiv:2408.15664); 0: it stays")
    double balanceRate) {

  /** From logits to affinities. */
  public enum Gate {
    /** Over all experts: Mixtral, Qwen, DeepSeek-V2. */
    SOFTMAX,
    /** Each expert for itself: DeepSeek-V3. */
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
