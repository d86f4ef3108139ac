package io.gradus.core.objective;

import io.gradus.core.Divergence;
import io.gradus.core.Origin;
import java.util.List;
import java.util.Set;

/**
 * One summand of the loss of a completion. It reads a token's numbers from a {@link SequenceLoss} and adds an unweighted loss
 * and its slope there; {@link Term} adds reduction and coefficient.
 */
public interface LossTerm {
  /** Adds the loss and its slope for every token of the sequence. */
  void add(SequenceLoss sequence);

  /** Names of the frozen scorers whose log-probabilities it reads. */
  default Set<String> scorers() {
    return Set.of();
  }

  /** Divergences from teachers over the whole vocabulary that it reads; the engine computes them and their slopes. */
  default List<Divergence> divergences() {
    return List.of();
  }

  /** Whose completions it can learn from. A ratio needs the log-probability of the writer, which an expert's lacks. */
  default Set<Origin> origins() {
    return Set.of(Origin.POLICY, Origin.REPLAY);
  }

  /**
   * Whether the slope of a token is 0 wherever its advantage is 0. A completion without any advantage then need not go through the
   * network, if all terms of the objective say so.
   */
  default boolean silentWithoutAdvantage() {
    return false;
  }

  /** Whether it must see all tokens of an optimizer step first. The trainer then runs the step forward once more. */
  default boolean surveys() {
    return false;
  }

  /** This term with its choice among the tokens of an optimizer step made. */
  default LossTerm surveyed(Survey survey) {
    return this;
  }

  /** Whether it reads the entropy of the policy and adds a slope by it. */
  default boolean needsEntropyGradient() {
    return false;
  }
}
