package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.ScoredGroup;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Observer of a stage: it writes metrics and transcripts, evaluates, and saves. An exception from it stops the stage.
 */
public interface StepObserver {

  /**
   * Called when a step's completions are drawn and judged, before any weight changes.
   *
   * @param groups all sampled groups, also those that the filter left out
   * @param experience experiences to train on
   */
  default void sampled(long step, List<ScoredGroup> groups, List<Experience> experience) {}

  /**
   * Called when the updates of a step are done, before {@link #finished}.
   *
   * @param groups all sampled groups
   * @param figures figures of the completions that went through the network, by identity
   */
  default void updated(
      long step, List<ScoredGroup> groups, IdentityHashMap<Completion, TokenFigures> figures) {}

  /**
   * Called when a step is done.
   *
   * @param metrics figures by name; those that begin with {@code time/} are seconds and differ from run to run
   * @param warnings readable warnings
   */
  void finished(long step, Map<String, Double> metrics, List<String> warnings);
}
