package io.gradus.experiments.progress;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a run has come.
 *
 * @param stage the stage's name
 * @param step the last finished step; 0 before the first
 * @param steps steps of the stage
 * @param metrics metrics of the last finished step
 * @param left time that the rest of the stage takes, its evaluations included, at the pace of the latest ones; empty before the first
 * @param then stages that follow, whose time is not known yet
 * @param phase what interrupts the steps, if something does
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
   * How far an interruption has come.
   *
   * @param what in words: {@code evaluating countdown}
   * @param done amount done
   * @param total amount in all; 0 where it is not known
   */
  record PhaseStatus(String what, long done, long total) {}
}
