package io.gradus.core.method;

import io.gradus.core.Reward;
import io.gradus.core.advantage.Standardized;
import io.gradus.core.filter.Everything;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.SequenceMean;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.objective.reference.NoReference;
import java.util.Optional;

/**
 * Group-relative policy optimization, arXiv:2402.03300, for code that uses the library. A recipe has the same defaults.
 */
public final class Grpo {
  private Grpo() {}

  /** Returns GRPO without its KL term, with this reward and the defaults of all other parts. */
  public static Objective withoutKl(Reward reward) {
    return new Objective(
        reward,
        new Everything(),
        new Standardized(1e-6),
        new ClippedSurrogate(0.2, 0.2, Optional.empty()),
        new SequenceMean(),
        new NoReference(),
        0);
  }
}
