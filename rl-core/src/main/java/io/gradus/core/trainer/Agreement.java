package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.Origin;
import io.gradus.core.RunFailure;
import io.gradus.core.WeightsId;

/**
 * Checks that sampler and trainer agree on the log-probability of each token. With the same weights they must agree,
 * because otherwise every ratio of the loss is wrong (arXiv:2510.26788 measures the damage).
 *
 * @param tolerance largest accepted difference of log-probs
 */
record Agreement(double tolerance) {

  /**
   * Returns whether a completion can be checked: the current weights wrote it, and the sampler recorded its log-probs.
   */
  static boolean applies(Completion completion, WeightsId present) {
    return completion.origin() == Origin.POLICY
        && completion.weights().equals(present)
        && completion.behaviour().isPresent();
  }

  /**
   * Returns the largest difference over the learned tokens of a completion.
   *
   * @throws RunFailure if it exceeds the tolerance; the weights are unchanged
   */
  double check(long step, Experience experience, float[] trainer) {
    float[] sampler = experience.completion().behaviour().orElseThrow();
    double max = 0;
    int where = 0;
    // NaN counts as the largest, so that no later difference replaces it
    for (int t : experience.completion().learned().stream().toArray()) {
      double difference = Math.abs((double) trainer[t] - sampler[t]);
      if (!Double.isNaN(max) && !(difference <= max)) {
        max = difference;
        where = t;
      }
    }
    if (!(max <= tolerance)) {
      throw new RunFailure(
          ("step %d: sampler and trainer disagree on token %d of completion %d of problem '%s': log-prob %s when it was sampled, %s when"
                  + " it was scored, a difference of %.3g, but the tolerance is %.3g. The weights did not change. A difference of this size means that sampler and trainer compute different functions. Do not raise the tolerance; report it")
              .formatted(
                  step,
                  where,
                  experience.index(),
                  experience.problem().id(),
                  sampler[where],
                  trainer[where],
                  max,
                  tolerance));
    }
    return max;
  }
}
