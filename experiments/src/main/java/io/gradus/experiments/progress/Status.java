package io.gradus.experiments.progress;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Progress of a run.
 *
 * @param stage the stage's name
 * @param step the last finished step; 0 before the first
 * @param steps steps of the stage
 * @param metrics metrics of the last finished step
 * @param left estimated time for the rest of the stage, including evaluations, from the latest durations; empty before
 *     the first step
 * @param then following stages, whose time is unknown
 * @param phase work that interrupts the steps, if any
 */
public record Status(
    String stage,
    long step,
    long steps,
    Map<String, Double> metrics,
    Optional<Duration> left,
    List<String> then,
    Optional<PhaseStatus> phase) {

  /**
   * Progress of work that interrupts the steps.
   *
   * @param what description, such as {@code evaluating countdown}
   * @param done finished amount
   * @param total total amount; 0 if unknown
   */
  record PhaseStatus(String what, long done, long total) {}
}
