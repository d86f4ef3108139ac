package io.gradus.core.objective.loss;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;

/**
 * The other shapings of LUFFY's code (arXiv:2504.14945): an expert's token has the loss {@code -A p^e} with {@code p =
 * pi_theta}. The exponent 1 is the code's {@code no_reshape}, 0.5 is {@code square_root}, and any other is {@code pow}.
 * The slope at small p is steeper for a smaller exponent. {@link Shaped} is the paper's shaping.
 *
 * @param exponent e, in (0, 1]
 * @param own the loss of the policy's own completions
 */
@About("LUFFY's other shapings: -A p^exponent on an expert's tokens (arXiv:2504.14945)")
public record PowerShaped(
    @Default("0.5") @About("1: the bare probability; smaller: unlikely tokens are learned faster")
    double exponent,

    @Default("{type: clipped-surrogate}") @About("the loss of the policy's own completions")
    PolicyLoss own)
    implements ExpertShaping {

  public PowerShaped {
    if (!(exponent > 0 && exponent <= 1)) {
      throw new IllegalArgumentException("exponent: must be in (0, 1], but is " + exponent);
    }
  }

  @Override
  public void addExpert(SequenceLoss s, int t) {
    double shaped = Math.exp(exponent * s.logProb(t));
    s.addPolicyLoss(t, -s.advantage(t) * shaped, -s.advantage(t) * exponent * shaped);
  }
}
