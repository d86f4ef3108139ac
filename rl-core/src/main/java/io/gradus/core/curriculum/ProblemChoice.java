package io.gradus.core.curriculum;

import io.gradus.core.Problem;
import java.util.List;
import java.util.Map;

/**
 * The choice of one stage's problems. It is a pure function of the seed, the step, the index and the {@linkplain #state
 * state}, and the state follows from the outcomes of earlier steps. So a resumed stage makes the same choices.
 */
public interface ProblemChoice {

  /**
   * Returns the problem at a place of a step.
   *
   * @param step of the stage, from 1; {@link #learn} has seen every step before it
   * @param index within the step, from 0; an index of the stride or more is a refill
   */
  Problem problem(long step, int index);

  /** Learns from the outcomes of a step. Problems that were not asked are not among them. */
  default void learn(long step, List<Outcome> outcomes) {}

  /** Returns what the outcomes taught so far, for a checkpoint. */
  default Map<String, double[]> state() {
    return Map.of();
  }

  /** Restores what {@link #state} returned. */
  default void load(Map<String, double[]> state) {}

  /** Returns figures of the choice after the last step that it learned from; names begin with {@code curriculum/}. */
  default Map<String, Double> figures() {
    return Map.of();
  }

  /** Returns sentences that a user should read about the choice of a step. */
  default List<String> notes(long step) {
    return List.of();
  }
}
