package io.gradus.core.objective;

import io.gradus.core.Divergence;
import io.gradus.core.Origin;
import java.util.List;
import java.util.Set;

/**
 * One summand of the loss of a completion. A term reads a token's numbers from a {@link SequenceLoss}, and adds an
 * unweighted loss and slope to it. {@link Term} adds reduction and coefficient.
 */
public interface LossTerm {
  /** Adds the loss and the slope of every token of the sequence. */
  void add(SequenceLoss sequence);

  /** Returns the names of the frozen scorers whose log-probabilities the term reads. */
  default Set<String> scorers() {
    return Set.of();
  }

  /**
   * Returns the divergences from teachers, over the whole vocabulary, that the term reads. The engine computes the
   * divergences and their slopes.
   */
  default List<Divergence> divergences() {
    return List.of();
  }

  /**
   * Returns the origins of the completions that the term can learn from. A term with a ratio needs the writer's
   * log-probabilities, which are unknown for an expert.
   */
  default Set<Origin> origins() {
    return Set.of(Origin.POLICY, Origin.REPLAY);
  }

  /**
   * Returns whether the slope of each token with an advantage of 0 is 0. If this holds for all terms of the objective,
   * a completion whose advantages are all 0 skips the network.
   */
  default boolean silentWithoutAdvantage() {
    return false;
  }

  /**
   * Returns whether the term must see all tokens of an optimizer step before it computes a loss. If so, the trainer
   * runs one more forward pass.
   */
  default boolean surveys() {
    return false;
  }

  /** Returns this term after it has chosen among the tokens of an optimizer step. */
  default LossTerm surveyed(Survey survey) {
    return this;
  }

  /** Returns whether the term reads the policy's entropy and adds a slope by the entropy. */
  default boolean needsEntropyGradient() {
    return false;
  }
}
