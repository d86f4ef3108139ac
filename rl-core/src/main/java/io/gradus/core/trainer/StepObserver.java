package io.gradus.core.trainer;

import io.gradus.core.Experience;
import io.gradus.core.ScoredGroup;
import java.util.List;
import java.util.Map;

/** Watches a stage: writes metrics and transcripts, evaluates, saves. What it throws stops the stage. */
public interface StepObserver {

  /**
   * A step's completions are drawn and judged; no weight has moved yet.
   *
   * @param groups all that were sampled, also those that the filter left out
   * @param experience what will be trained on
   */
  default void sampled(long step, List<ScoredGroup> groups, List<Experience> experience) {}

  /**
   * A step is done.
   *
   * @param metrics figures by name; those that begin with {@code time/} are seconds and differ from run to run
   * @param warnings what a person should know, in words
   */
  void finished(long step, Map<String, Double> metrics, List<String> warnings);
}
