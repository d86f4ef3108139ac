package io.gradus.core.objective;

import io.gradus.core.ScorerLogProbs;
import java.util.Set;

/** How far the policy may part from a frozen reference: the KL term of the loss (not of the reward). */
public interface Reference extends LossTerm {
  /** Whether the log-probabilities of a reference are needed at all: without that no reference is kept. */
  boolean needed();

  @Override
  default Set<String> scorers() {
    return needed() ? Set.of(ScorerLogProbs.REFERENCE) : Set.of();
  }

  /** Refuses a coefficient that does nothing or pulls the wrong way. */
  static void checkBeta(double beta) {
    if (!(beta > 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "beta: must be above 0, but is %s; for no KL set 'reference: {type: none}'"
              .formatted(beta));
    }
  }
}
