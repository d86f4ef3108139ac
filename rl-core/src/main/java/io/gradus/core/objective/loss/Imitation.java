package io.gradus.core.objective.loss;

import io.gradus.core.Origin;
import io.gradus.core.component.About;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;
import java.util.Set;

/**
 * The loss of supervised fine-tuning, {@code -log pi_theta}, for demonstrations during reinforcement learning. It
 * ignores the advantage.
 */
@About("supervised fine-tuning: -log pi of each token, whatever the advantage")
public record Imitation() implements PolicyLoss {

  @Override
  public Set<Origin> origins() {
    return Set.of(Origin.values());
  }

  @Override
  public void add(SequenceLoss s) {
    for (int t = 0; t < s.length(); t++) {
      s.addPolicyLoss(t, -s.logProb(t), -1);
    }
  }
}
