package io.gradus.core.objective.loss;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;

/**
 * LUFFY's policy shaping, arXiv:2504.14945, equation 6: an expert's token has the loss {@code -A p / (p + gamma)} with
 * {@code p = pi_theta}; the policy's own completions have another loss. The slope {@code gamma p / (p + gamma)^2} is
 * largest at p = gamma, so unlikely tokens are learned too. The reduction counts the tokens of both together.
 *
 * @param gamma 0.1 in the paper
 * @param own loss of the policy's own completions; without a clip in the paper's code
 */
@About(
    "LUFFY: -A p / (p + gamma) on an expert's tokens, another loss on the policy's own (arXiv:2504.14945)")
public record Shaped(
    @Default("0.1") @About("probability at which an expert's token has the largest slope")
    double gamma,

    @Default("{type: clipped-surrogate}") @About("the loss of the policy's own completions")
    PolicyLoss own)
    implements ExpertShaping {

  public Shaped {
    if (!(gamma > 0 && gamma < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("gamma: must be above 0, but is " + gamma);
    }
  }

  @Override
  public void addExpert(SequenceLoss s, int t) {
    double p = Math.exp(s.logProb(t));
    double advantage = s.advantage(t);
    double slope = gamma * p / ((p + gamma) * (p + gamma));
    s.addPolicyLoss(t, -advantage * p / (p + gamma), -advantage * slope);
  }
}
