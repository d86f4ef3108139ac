package io.gradus.experiments.progress;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where a run stands.
 *
 * @param stage the stage's name
 * @param step the last finished step, 0 before the first
 * @param steps how many the stage has
 * @param metrics the metrics of that step
 * @param left the time the rest of the stage will take at the pace of the latest steps, once there is a pace
 * @param phase what interrupts the steps, if something does
 */
public record Status(
    String stage,
    long step,
    long steps,
    Map<String, Double> metrics,
    Optional<Duration> left,
    Optional<PhaseStatus> phase) {

  /**
   * How far an interruption has come.
   *
   * @param what in words: {@code evaluating countdown}
   * @param done of {@code total}, which is 0 where it is not known
   */
  record PhaseStatus(String what, long done, long total) {}
}
