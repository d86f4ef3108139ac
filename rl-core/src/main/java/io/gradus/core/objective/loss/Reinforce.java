package io.gradus.core.objective.loss;

import io.gradus.core.component.About;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;

/**
 * REINFORCE: {@code -A log pi_theta} (Williams, 1992), the loss of RLOO, arXiv:2402.14740. There is no ratio and no
 * trust region, so use it for only one optimizer step per rollout.
 */
@About("RLOO and REINFORCE: advantage times log-probability, without a ratio (arXiv:2402.14740)")
public record Reinforce() implements PolicyLoss {

  @Override
  public boolean silentWithoutAdvantage() {
    return true;
  }

  @Override
  public void add(SequenceLoss s) {
    for (int t = 0; t < s.length(); t++) {
      s.addPolicyLoss(t, -s.advantage(t) * s.logProb(t), -s.advantage(t));
    }
  }
}
