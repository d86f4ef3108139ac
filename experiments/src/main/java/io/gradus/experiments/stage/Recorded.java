package io.gradus.experiments.stage;

import io.gradus.core.Judge;
import io.gradus.core.Rollouts;

/** Records of steps that had begun before an interruption. */
public interface Recorded {
  /** Rollouts that return recorded completions, and sample the others. */
  Rollouts rollouts(Rollouts rollouts);

  /** Judge that returns recorded scores, and judges the others. A verdict may depend on time, but a resumed step must not. */
  Judge judge(Judge judge);
}
