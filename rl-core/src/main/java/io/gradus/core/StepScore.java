package io.gradus.core;

/**
 * The score of one step of a completion, from a process reward.
 *
 * @param end number of characters of the completion's text up to the end of the step, its separator included
 * @param value the score; finite
 */
public record StepScore(int end, double value) {

  public StepScore {
    if (end < 0) {
      throw new IllegalArgumentException("end: must be 0 or more, but is " + end);
    }
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("value: a score must be finite, but is " + value);
    }
  }
}
