package io.gradus.core.objective.loss;

import io.gradus.core.Origin;
import io.gradus.core.objective.LossTerm;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.Survey;
import java.util.Set;

/** A loss with a formula of its own for an expert's tokens, and another loss for all other completions. */
interface ExpertShaping extends WrappedLoss {
  /** Returns the loss of the policy's own completions. */
  PolicyLoss own();

  /** Adds the loss of an expert's token. */
  void addExpert(SequenceLoss s, int t);

  @Override
  default PolicyLoss wrapped() {
    return own();
  }

  @Override
  default Set<Origin> origins() {
    return Set.of(Origin.values());
  }

  @Override
  default LossTerm surveyed(Survey survey) {
    LossTerm inner = own().surveyed(survey);
    return s -> add(s, inner);
  }

  @Override
  default void add(SequenceLoss s) {
    add(s, own());
  }

  private void add(SequenceLoss s, LossTerm inner) {
    if (s.origin() != Origin.EXPERT) {
      inner.add(s);
      return;
    }
    for (int t = 0; t < s.length(); t++) {
      addExpert(s, t);
    }
  }
}
