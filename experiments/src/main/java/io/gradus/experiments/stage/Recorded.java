package io.gradus.experiments.stage;

import io.gradus.core.Judge;
import io.gradus.core.Rollouts;

/** Records of steps that had begun before an interruption. */
public interface Recorded {
  /** Nothing was recorded: everything is sampled and judged. */
  Recorded NOTHING = new Recorded() {
    @Override
    public Rollouts rollouts(Rollouts rollouts) {
      return rollouts;
    }

    @Override
    public Judge judge(Judge judge) {
      return judge;
    }
  };

  /** Returns rollouts that use recorded completions, and sample the others. */
  Rollouts rollouts(Rollouts rollouts);

  /**
   * Returns a judge that uses recorded scores, and judges the others. A verdict may depend on time, but a resumed step
   * must not.
   */
  Judge judge(Judge judge);
}
