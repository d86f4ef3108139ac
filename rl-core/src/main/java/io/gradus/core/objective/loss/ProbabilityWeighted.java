package io.gradus.core.objective.loss;

import io.gradus.core.Origin;
import io.gradus.core.component.About;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;
import java.util.Set;

/**
 * Imitation weighted by the policy's own probability of each token, detached: {@code -p log p}. This is dynamic
 * fine-tuning (DFT, arXiv:2508.05629). It is also CHORD's ablation SFT-IS, in which the policy's entropy collapses.
 */
@About("DFT, and CHORD's ablation: imitation weighted by p, which loses entropy (arXiv:2508.05629)")
public record ProbabilityWeighted() implements PolicyLoss {

  @Override
  public Set<Origin> origins() {
    return Set.of(Origin.values());
  }

  @Override
  public void add(SequenceLoss s) {
    for (int t = 0; t < s.length(); t++) {
      double p = Math.exp(s.logProb(t));
      s.addPolicyLoss(t, -p * s.logProb(t), -p);
    }
  }
}
