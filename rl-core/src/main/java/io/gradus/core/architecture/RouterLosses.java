package io.gradus.core.architecture;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * Additional losses of a mixture's router. The z loss is a mean over the tokens of an optimizer step, independent of
 * the division into passes. The auxiliary loss is a product of two means within a pass. Each pass has its own auxiliary
 * loss, weighted by its share of the step's completion tokens, as in transformers and verl. So the sum depends on the
 * division into passes.
 *
 * @param auxiliary coefficient of {@code n sum_e f_e P_e} over all mixtures together, with f the slots per token of an
 *     expert and P its mean affinity (arXiv:2101.03961, equation 4, as transformers computes it): K when loads are even
 * @param z coefficient of the squared logsumexp of a token's logits (arXiv:2202.08906, equation 5), summed over
 *     mixtures
 */
public record RouterLosses(
    @Default("0.0") @About("coefficient of the load loss (arXiv:2101.03961, equation 4)")
    double auxiliary,

    @Default("0.0") @About("coefficient of the z loss (arXiv:2202.08906, equation 5)")
    double z) {
  /** No losses, as reinforcement learning needs, because the router must not drift from the sampler's. */
  public static final RouterLosses NONE = new RouterLosses(0, 0);

  public RouterLosses {
    if (!(auxiliary >= 0 && z >= 0)) {
      throw new IllegalArgumentException(
          "auxiliary, z: must not be negative, but are %s, %s".formatted(auxiliary, z));
    }
  }
}
